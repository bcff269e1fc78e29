package dev.waypost.engine.id;

import com.ibm.icu.text.IDNA;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A mailbox of RFC 5321 section 4.1.2 or RFC 6531, without quoting: the local part as its owner
 * writes it, the domain as lower-case A-labels (UTS 46, non-transitional). Never contains white
 * space or control characters, so it may stand in an SMTP command or a header.
 */
public record EmailAddress(String local, String domain) {
  /** RFC 5321 section 4.5.3.1.1, in octets. */
  public static final int LOCAL_BYTES_MAX = 64;

  /** RFC 5321 section 4.5.3.1.3 less the angle brackets, in octets. */
  public static final int BYTES_MAX = 254;

  private static final int LABEL_MAX = 63;
  private static final int DOMAIN_MAX = 253;
  private static final String ATEXT = "!#$%&'*+-/=?^_`{|}~";
  private static final IDNA UTS46 =
      IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);

  /** Why a text is no address: its message says what is wrong, without repeating the text. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String what) {
      super(what);
    }
  }

  public EmailAddress {
    if (local.isEmpty() || domain.isEmpty()) {
      throw new IllegalArgumentException("an address has a local part and a domain");
    }
  }

  /** Reads an address; surrounding white space is dropped. */
  public static EmailAddress parse(String text) throws Malformed {
    var trimmed = text.strip();
    var at = trimmed.lastIndexOf('@');
    if (at < 0) {
      throw new Malformed("no domain");
    }
    var local = trimmed.substring(0, at);
    checkLocal(local);
    var address = new EmailAddress(local, domainOf(trimmed.substring(at + 1)));
    if (address.toString().getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
      throw new Malformed("longer than " + BYTES_MAX + " octets");
    }
    return address;
  }

  /** What two spellings of one mailbox share: the local part lower-cased, nothing else folded. */
  public String key() {
    return local.toLowerCase(Locale.ROOT) + "@" + domain;
  }

  /** Whether the local part needs SMTPUTF8 (RFC 6531). */
  public boolean needsUtf8() {
    return !local.chars().allMatch(c -> c < 128);
  }

  @Override
  public String toString() {
    return local + "@" + domain;
  }

  private static void checkLocal(String local) throws Malformed {
    if (local.isEmpty()) {
      throw new Malformed("no local part");
    }
    if (local.getBytes(StandardCharsets.UTF_8).length > LOCAL_BYTES_MAX) {
      throw new Malformed("local part longer than " + LOCAL_BYTES_MAX + " octets");
    }
    if (local.startsWith(".") || local.endsWith(".") || local.contains("..")) {
      throw new Malformed("misplaced dot in the local part");
    }
    for (var i = 0; i < local.length(); i += Character.charCount(local.codePointAt(i))) {
      if (!isLocalCharacter(local.codePointAt(i))) {
        throw new Malformed("character that is not allowed in the local part");
      }
    }
  }

  private static boolean isLocalCharacter(int c) {
    if (c < 128) {
      return c == '.' || Character.isLetterOrDigit(c) || ATEXT.indexOf(c) >= 0;
    }
    return Character.isDefined(c)
        && !Character.isISOControl(c)
        && !Character.isWhitespace(c)
        && !Character.isSpaceChar(c)
        && Character.getType(c) != Character.FORMAT
        && Character.getType(c) != Character.SURROGATE
        && Character.getType(c) != Character.PRIVATE_USE;
  }

  private static String domainOf(String text) throws Malformed {
    if (text.isEmpty()) {
      throw new Malformed("no domain");
    }
    var ascii = isPlain(text) ? text.toLowerCase(Locale.ROOT) : mapped(text);
    var labels = ascii.split("\\.", -1);
    if (labels.length < 2) {
      throw new Malformed("domain has no dot");
    }
    for (var label : labels) {
      if (!isLabel(label)) {
        throw new Malformed("domain is not valid");
      }
    }
    if (labels[labels.length - 1].chars().allMatch(Character::isDigit)) {
      throw new Malformed("domain ends in a number");
    }
    return ascii;
  }

  /**
   * Whether it consists of letters, digits and single hyphens of ASCII, as most do, so that UTS 46
   * has nothing to say about it but how long it may be.
   */
  private static boolean isPlain(String text) {
    var before = '.';
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var isInner = c == '.' || c == '-';
      if (!(isInner ? before != '.' && before != '-' : c < 128 && Character.isLetterOrDigit(c))) {
        return false;
      }
      before = c;
    }
    return before != '.' && before != '-' && text.length() <= DOMAIN_MAX;
  }

  private static String mapped(String text) throws Malformed {
    var info = new IDNA.Info();
    var ascii = UTS46.nameToASCII(text, new StringBuilder(), info).toString();
    if (info.hasErrors()) {
      throw new Malformed("domain is not valid");
    }
    return ascii.toLowerCase(Locale.ROOT);
  }

  private static boolean isLabel(String label) {
    for (var i = 0; i < label.length(); i++) {
      var c = label.charAt(i);
      if (!(c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
        return false;
      }
    }
    return !label.isEmpty()
        && label.length() <= LABEL_MAX
        && !label.startsWith("-")
        && !label.endsWith("-");
  }
}
