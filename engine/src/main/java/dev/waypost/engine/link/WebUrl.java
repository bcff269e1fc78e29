package dev.waypost.engine.link;

import com.ibm.icu.text.IDNA;
import dev.waypost.engine.link.Destination.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Checks and writes absolute http and https URLs, changing as little as possible. */
final class WebUrl {
  private static final Pattern WEB = Pattern.compile("(?i)https?://");
  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9._-]*[A-Za-z0-9_][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+])");
  private static final Pattern PORT = Pattern.compile("(?::[0-9]{0,5})?");
  private static final int PORT_MAX = 65_535;
  private static final IDNA UTS46 =
      IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);

  /** Characters that no URL has, though people write them: encoded like those beyond ASCII. */
  private static final String ENCODED = " \"<>`{}|^";

  private static final String HEX = "0123456789ABCDEF";

  private WebUrl() {}

  /** Whether the text starts like a web address. */
  static boolean isWeb(String text) {
    return WEB.matcher(text).lookingAt();
  }

  /**
   * The URL in ASCII: host as A-labels, spaces and characters beyond ASCII percent-encoded as
   * UTF-8, everything else as it is.
   */
  static String normalize(String url) throws Refused {
    checkCharacters(url);
    if (!isWeb(url)) {
      throw new Refused(LinkFault.SCHEME);
    }
    var hostStart = url.indexOf("://") + 3;
    var hostEnd = hostStart;
    while (hostEnd < url.length() && "/?#".indexOf(url.charAt(hostEnd)) < 0) {
      hostEnd++;
    }
    var normal = new StringBuilder(url.length() + 16).append(url, 0, hostStart);
    appendAuthority(url.substring(hostStart, hostEnd), normal);
    url.substring(hostEnd).codePoints().forEach(c -> appendLiteral(c, normal));
    if (!(normal.length() <= Destination.CHARACTERS_MAX)) {
      throw new Refused(LinkFault.LENGTH);
    }
    return normal.toString();
  }

  /** Refuses what must not be anywhere in a URL. */
  static void checkCharacters(String text) throws Refused {
    if (text.length() > Destination.CHARACTERS_MAX) {
      throw new Refused(LinkFault.LENGTH);
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new Refused(LinkFault.CONTROL);
    }
    if (text.indexOf('\\') >= 0) {
      throw new Refused(LinkFault.BACKSLASH);
    }
  }

  /** Appends a value so that it is one path segment, query value or fragment, whatever it says. */
  static void encode(String value, StringBuilder to) {
    for (var b : value.getBytes(StandardCharsets.UTF_8)) {
      if (isUnreserved(b)) {
        to.append((char) b);
      } else {
        appendEncoded(b, to);
      }
    }
  }

  private static void appendAuthority(String authority, StringBuilder to) throws Refused {
    if (authority.indexOf('@') >= 0) {
      throw new Refused(LinkFault.USER_INFO);
    }
    var bracket = authority.lastIndexOf(']');
    var colon = authority.indexOf(':', Math.max(0, bracket));
    var hostEnd = colon < 0 ? authority.length() : colon;
    var host = ascii(authority.substring(0, hostEnd));
    var port = authority.substring(hostEnd);
    if (!HOST.matcher(host).matches()
        || !PORT.matcher(port).matches()
        || (port.length() > 1 && Integer.parseInt(port.substring(1)) > PORT_MAX)) {
      throw new Refused(LinkFault.HOST);
    }
    to.append(host).append(port);
  }

  private static String ascii(String host) throws Refused {
    if (host.chars().allMatch(c -> c < 128)) {
      return host;
    }
    var info = new IDNA.Info();
    var ascii = UTS46.nameToASCII(host, new StringBuilder(), info).toString();
    if (info.hasErrors()) {
      throw new Refused(LinkFault.HOST);
    }
    return ascii.toLowerCase(Locale.ROOT);
  }

  private static void appendLiteral(int c, StringBuilder to) {
    if (c < 128 && ENCODED.indexOf(c) < 0) {
      to.append((char) c);
    } else {
      for (var b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
        appendEncoded(b, to);
      }
    }
  }

  private static void appendEncoded(byte b, StringBuilder to) {
    to.append('%').append(HEX.charAt(b >> 4 & 0xf)).append(HEX.charAt(b & 0xf));
  }

  private static boolean isUnreserved(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }
}
