package dev.waypost.bench.report;

/** Text that can stand in HTML, also inside quotes. */
final class Escaped {
  private Escaped() {}

  static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
