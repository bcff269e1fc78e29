package dev.waypost.engine.send;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A body part's text as it goes over the wire: CRLF line ends, and either as it is (plain ASCII in
 * lines that fit) or quoted-printable (RFC 2045 section 6.7).
 */
record BodyText(String encoding, byte[] bytes) {
  private static final int LINE_MAX = 998;
  private static final int QUOTED_LINE_MAX = 76;
  private static final byte[] SOFT_BREAK = {'=', '\r', '\n'};
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  static BodyText of(String text) {
    var bytes = crlf(text).getBytes(StandardCharsets.UTF_8);
    return isPlain(bytes)
        ? new BodyText("7bit", bytes)
        : new BodyText("quoted-printable", quoted(bytes));
  }

  /** Every CRLF, LF or CR is one CRLF. */
  static String crlf(String text) {
    var out = new StringBuilder(text.length() + text.length() / 32);
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        out.append("\r\n");
        if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          i++;
        }
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isPlain(byte[] bytes) {
    var line = 0;
    for (var b : bytes) {
      if (b == '\n') {
        line = 0;
      } else if (b != '\r' && (++line > LINE_MAX || !isPrintable(b))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPrintable(byte b) {
    return b == '\t' || (b >= 32 && b < 127);
  }

  private static byte[] quoted(byte[] bytes) {
    var out = new ByteArrayOutputStream(bytes.length + bytes.length / 8);
    var column = 0;
    for (var i = 0; i < bytes.length; i++) {
      var b = bytes[i];
      if (isLineEnd(bytes, i)) {
        out.write('\r');
        out.write('\n');
        column = 0;
        i++;
        continue;
      }
      var isSpace = b == ' ' || b == '\t';
      var isLast = i + 1 == bytes.length || isLineEnd(bytes, i + 1);
      var isLiteral = b != '=' && isPrintable(b) && !(isSpace && isLast);
      var width = isLiteral ? 1 : 3;
      if (column + width > (isLast ? QUOTED_LINE_MAX : QUOTED_LINE_MAX - 1)) {
        out.writeBytes(SOFT_BREAK);
        column = 0;
      }
      if (isLiteral) {
        out.write(b);
      } else {
        out.write('=');
        out.write(HEX[(b >> 4) & 15]);
        out.write(HEX[b & 15]);
      }
      column += width;
    }
    return out.toByteArray();
  }

  private static boolean isLineEnd(byte[] bytes, int at) {
    return bytes[at] == '\r' && at + 1 < bytes.length && bytes[at + 1] == '\n';
  }
}
