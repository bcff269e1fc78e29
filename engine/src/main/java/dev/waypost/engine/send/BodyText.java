package dev.waypost.engine.send;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A body part's text as it goes over the wire: every CRLF, LF or CR is one CRLF, and it is either
 * as it is (plain ASCII in lines that fit) or quoted-printable (RFC 2045), or base64 where that is
 * a fifth shorter: in Hebrew or Japanese prose, not in markup and Latin script.
 */
record BodyText(Encoding encoding, byte[] bytes) {
  private static final int LINE_MAX = 998;
  private static final int QUOTED_LINE_MAX = 76;
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  /** Content-Transfer-Encoding. */
  enum Encoding {
    PLAIN("7bit"),
    QUOTED("quoted-printable"),
    BASE64("base64");

    final String text;

    Encoding(String text) {
      this.text = text;
    }
  }

  static BodyText of(String text) {
    var writer = new Writer(text.getBytes(StandardCharsets.UTF_8));
    var encoding = writer.measure();
    return new BodyText(encoding, writer.write(encoding));
  }

  /** One text in two passes: the first finds out how much room it needs, the second writes. */
  private static final class Writer {
    private final byte[] from;
    private byte[] to = {};
    private int length;
    private int lineEnds;
    private int specials;

    Writer(byte[] from) {
      this.from = from;
    }

    Encoding measure() {
      var line = 0;
      var longest = 0;
      var unprintable = 0;
      for (var b : from) {
        line++;
        if (b == '\n' || b == '\r') {
          lineEnds++;
          line = 0;
        } else if (!isPrintable(b)) {
          unprintable++;
        } else if (b == '=') {
          specials++;
        }
        longest = Math.max(longest, line);
      }
      specials += unprintable;
      if (longest <= LINE_MAX && unprintable == 0) {
        return Encoding.PLAIN;
      }
      return quotedSize() * 4 <= base64Size() * 5 ? Encoding.QUOTED : Encoding.BASE64;
    }

    private long quotedSize() {
      var octets = from.length + lineEnds + 2L * specials;
      return octets + 3 * (octets / QUOTED_LINE_MAX);
    }

    private long base64Size() {
      var octets = (from.length + lineEnds + 2L) / 3 * 4;
      return octets + 2 * (octets / QUOTED_LINE_MAX);
    }

    byte[] write(Encoding encoding) {
      var octets = from.length + lineEnds;
      switch (encoding) {
        case PLAIN -> {
          to = new byte[octets];
          plain();
        }
        case QUOTED -> {
          // A white space at each line's end is two more; a soft break of three is due at most
          // every 73 columns.
          var quoted = octets + 2 * (specials + lineEnds + 1);
          to = new byte[quoted + 3 * (quoted / (QUOTED_LINE_MAX - 3) + 1)];
          quoted();
        }
        case BASE64 -> {
          to = new byte[octets];
          plain();
          to = Base64.getMimeEncoder().encode(Arrays.copyOf(to, length));
          length = to.length;
        }
      }
      return to.length == length ? to : Arrays.copyOf(to, length);
    }

    private void plain() {
      for (var i = 0; i < from.length; i++) {
        if (isLineEnd(i)) {
          i = lineEnd(i);
        } else {
          to[length++] = from[i];
        }
      }
    }

    private void quoted() {
      var column = 0;
      for (var i = 0; i < from.length; i++) {
        if (isLineEnd(i)) {
          i = lineEnd(i);
          column = 0;
          continue;
        }
        var b = from[i];
        var isLast = i + 1 == from.length || isLineEnd(i + 1);
        var isLiteral = isPrintable(b) && b != '=' && !(isLast && (b == ' ' || b == '\t'));
        column += isLiteral ? 1 : 3;
        if (column > (isLast ? QUOTED_LINE_MAX : QUOTED_LINE_MAX - 1)) {
          put('=', '\r', '\n');
          column = isLiteral ? 1 : 3;
        }
        if (isLiteral) {
          to[length++] = b;
        } else {
          put('=', HEX[(b >> 4) & 15], HEX[b & 15]);
        }
      }
    }

    private void put(int first, int second, int third) {
      to[length] = (byte) first;
      to[length + 1] = (byte) second;
      to[length + 2] = (byte) third;
      length += 3;
    }

    private boolean isLineEnd(int at) {
      return from[at] == '\n' || from[at] == '\r';
    }

    /** Writes CRLF; returns the last octet of what it stands for. */
    private int lineEnd(int at) {
      to[length++] = '\r';
      to[length++] = '\n';
      var isPair = from[at] == '\r' && at + 1 < from.length && from[at + 1] == '\n';
      return isPair ? at + 1 : at;
    }

    private static boolean isPrintable(byte b) {
      return b == '\t' || (b >= 32 && b < 127);
    }
  }
}
