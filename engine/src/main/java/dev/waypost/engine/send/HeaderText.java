package dev.waypost.engine.send;

import dev.waypost.engine.send.RenderedMail.Mailbox;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Header fields as they go over the wire: folded (RFC 5322 section 2.2.3), with encoded words (RFC
 * 2047) for what is not plain ASCII. Ends each field with CRLF.
 */
final class HeaderText {
  private static final int LINE_PREFERRED = 76;
  private static final int LINE_MAX = 998;
  private static final String WORD_START = "=?utf-8?";
  private static final int WORD_MAX = 75;
  private static final String ATOM_SPECIALS = "!#$%&'*+-/=?^_`{|}~";
  private static final String Q_SAFE = "!*+-/";
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private HeaderText() {}

  /** Whether a header would no longer be one line, or not be shown: control characters. */
  static boolean isUnsafe(String value) {
    return value
        .codePoints()
        .anyMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
  }

  /** A field of free text, such as Subject. */
  static void unstructured(StringBuilder to, String name, String value) {
    if (value.isEmpty()) {
      to.append(name).append(":\r\n");
      return;
    }
    var start = to.length();
    to.append(name).append(": ");
    if (isPlain(value)) {
      fold(to, start, value);
    } else {
      words(to, start, value);
    }
    to.append("\r\n");
  }

  /** A field of tokens that are safe as they are; folded only at spaces. */
  static void structured(StringBuilder to, String name, String value) {
    var start = to.length();
    to.append(name).append(": ");
    fold(to, start, value);
    to.append("\r\n");
  }

  /** A field of one address. */
  static void mailbox(StringBuilder to, String name, Mailbox mailbox) {
    var start = to.length();
    to.append(name).append(": ");
    var address = mailbox.address().toString();
    var display = mailbox.name().map(String::strip).filter(text -> !text.isEmpty());
    if (display.isEmpty()) {
      to.append(address).append("\r\n");
      return;
    }
    phrase(to, start, display.get());
    var line = to.length() - lineStart(to, start);
    to.append(line + address.length() + 3 > LINE_PREFERRED ? "\r\n <" : " <");
    to.append(address).append(">\r\n");
  }

  private static void phrase(StringBuilder to, int start, String display) {
    if (!isPlain(display)) {
      words(to, start, display);
    } else if (display.chars().allMatch(c -> c == ' ' || isAtom(c))) {
      fold(to, start, display);
    } else {
      fold(to, start, "\"" + display.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
    }
  }

  /** ASCII that a reader does not take for an encoded word, and that folding gives back whole. */
  private static boolean isPlain(String value) {
    var run = 0;
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      if (!(c >= 32 && c < 127)) {
        return false;
      }
      run = c == ' ' ? 0 : run + 1;
      if (run > LINE_PREFERRED - 2) {
        return false;
      }
    }
    return !value.contains("=?") && value.equals(value.strip()) && !value.contains("  ");
  }

  private static boolean isAtom(int c) {
    return Character.isLetterOrDigit(c) || ATOM_SPECIALS.indexOf(c) >= 0;
  }

  private static int lineStart(StringBuilder to, int start) {
    return Math.max(start, to.lastIndexOf("\n") + 1);
  }

  private static void fold(StringBuilder to, int start, String value) {
    var column = to.length() - start;
    var first = true;
    for (var word : value.split(" ", -1)) {
      if (!first && column + 1 + word.length() > LINE_PREFERRED) {
        to.append("\r\n");
        column = 0;
      }
      if (!first) {
        to.append(' ');
        column++;
      }
      to.append(word);
      column += word.length();
      first = false;
    }
    if (!(column <= LINE_MAX)) {
      throw new IllegalStateException("a header line of " + column + " characters");
    }
  }

  /** Encoded words, in whichever of the two encodings is shorter; never cuts a character. */
  private static void words(StringBuilder to, int start, String value) {
    var bytes = value.getBytes(StandardCharsets.UTF_8);
    var quoted = 0;
    for (var b : bytes) {
      quoted += isQ(b) || b == ' ' ? 1 : 3;
    }
    var encoding = quoted <= (bytes.length + 2) / 3 * 4 ? Encoding.Q : Encoding.B;
    var room = Math.min(WORD_MAX, LINE_PREFERRED - (to.length() - start));
    var at = 0;
    while (at < value.length()) {
      var end = fitting(value, at, room - WORD_START.length() - 4, encoding);
      word(to, value.substring(at, end), encoding);
      at = end;
      room = WORD_MAX;
      if (at < value.length()) {
        to.append("\r\n ");
      }
    }
  }

  private static int fitting(String value, int from, int room, Encoding encoding) {
    var end = from;
    var octets = 0;
    var quoted = 0;
    while (end < value.length()) {
      var c = value.codePointAt(end);
      var size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      octets += size;
      quoted += c == ' ' || (c < 0x80 && isQ((byte) c)) ? 1 : 3 * size;
      var length = encoding == Encoding.Q ? quoted : (octets + 2) / 3 * 4;
      if (length > room) {
        break;
      }
      end += Character.charCount(c);
    }
    return end == from ? from + Character.charCount(value.codePointAt(from)) : end;
  }

  private static void word(StringBuilder to, String piece, Encoding encoding) {
    var bytes = piece.getBytes(StandardCharsets.UTF_8);
    to.append(WORD_START).append(encoding).append('?');
    switch (encoding) {
      case B -> to.append(Base64.getEncoder().encodeToString(bytes));
      case Q -> {
        for (var b : bytes) {
          if (b == ' ') {
            to.append('_');
          } else if (isQ(b)) {
            to.append((char) b);
          } else {
            to.append('=').append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
          }
        }
      }
    }
    to.append("?=");
  }

  /** Safe in an encoded word anywhere, also in a phrase (RFC 2047 section 5, rule 3). */
  private static boolean isQ(byte b) {
    return (b >= '0' && b <= '9')
        || (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || Q_SAFE.indexOf(b) >= 0;
  }

  private enum Encoding {
    B,
    Q
  }
}
