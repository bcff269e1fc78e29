package dev.waypost.http.server;

/** Text of others, fit for a line of a log. */
final class Printable {
  private static final int LENGTH_MAX = 500;

  private Printable() {}

  /**
   * Short, one line, and nothing in it but visible ASCII and spaces; the rest as {@code \\uXXXX}.
   */
  static String of(String text) {
    var line = new StringBuilder();
    for (var i = 0; i < Math.min(text.length(), LENGTH_MAX); i++) {
      var c = text.charAt(i);
      if (c >= ' ' && c < 0x7f) {
        line.append(c);
      } else {
        line.append("\\u%04x".formatted((int) c));
      }
    }
    return text.length() > LENGTH_MAX ? line.append("...").toString() : line.toString();
  }
}
