package dev.waypost.engine.smtp;

import java.util.Arrays;

/**
 * A message as it goes over the wire after DATA, without the final dot: a dot that begins a line is
 * doubled (RFC 5321 section 4.5.2), and it ends in CRLF. Bare CR and bare LF are refused, because
 * servers disagree about where a message with them ends (SMTP smuggling).
 */
final class DotStuffing {
  /** The message has a CR or LF that is not part of a CRLF: a bug of whoever built it. */
  static final class BareLineBreak extends Exception {
    private static final long serialVersionUID = 1L;

    BareLineBreak(int at) {
      super("the message has a CR or LF at byte " + at + " that is not part of a CRLF");
    }
  }

  private DotStuffing() {}

  /** The message itself when nothing needs to be added. */
  static byte[] stuff(byte[] message) throws BareLineBreak {
    var dots = dotsAtLineStart(message);
    var length = message.length;
    var endsInCrlf = length >= 2 && message[length - 1] == '\n';
    if (dots == 0 && endsInCrlf) {
      return message;
    }
    var stuffed = Arrays.copyOf(message, length + dots + (endsInCrlf ? 0 : 2));
    if (dots > 0) {
      copyDoubling(message, stuffed);
    }
    if (!endsInCrlf) {
      stuffed[stuffed.length - 2] = '\r';
      stuffed[stuffed.length - 1] = '\n';
    }
    return stuffed;
  }

  static boolean isSevenBit(byte[] message) {
    for (var b : message) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  /** If not, the mail needs SMTPUTF8: an address in a header field is not ASCII (RFC 6532). */
  static boolean isHeadSevenBit(byte[] message) {
    for (var i = 0; i < message.length; i++) {
      if (message[i] < 0) {
        return false;
      }
      if (message[i] == '\n' && (i + 1 == message.length || message[i + 1] == '\r')) {
        return true;
      }
    }
    return true;
  }

  private static int dotsAtLineStart(byte[] message) throws BareLineBreak {
    var dots = 0;
    byte previous = '\n';
    for (var i = 0; i < message.length; i++) {
      var b = message[i];
      if ((b == '\n') != (previous == '\r') && i > 0) {
        throw new BareLineBreak(b == '\n' ? i : i - 1);
      }
      if (b == '.' && previous == '\n') {
        dots++;
      }
      previous = b;
    }
    if (previous == '\r' || (message.length > 0 && message[0] == '\n')) {
      throw new BareLineBreak(previous == '\r' ? message.length - 1 : 0);
    }
    return dots;
  }

  private static void copyDoubling(byte[] message, byte[] stuffed) {
    var to = 0;
    byte previous = '\n';
    for (var b : message) {
      if (b == '.' && previous == '\n') {
        stuffed[to++] = '.';
      }
      stuffed[to++] = b;
      previous = b;
    }
  }
}
