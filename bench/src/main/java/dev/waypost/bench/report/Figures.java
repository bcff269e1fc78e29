package dev.waypost.bench.report;

import java.util.Locale;

/** Numbers as people read them: three or four digits that mean something. */
final class Figures {
  private Figures() {}

  static String plain(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    var size = Math.abs(value);
    var form = size >= 100 ? "%,.0f" : size >= 10 ? "%,.1f" : "%,.2f";
    var text = String.format(Locale.ROOT, form, value);
    return size < 100 && text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
  }

  /** Microseconds, milliseconds or seconds. */
  static String time(double micros) {
    if (micros >= 10_000_000) {
      return plain(micros / 1_000_000) + " s";
    }
    return micros >= 1_000 ? plain(micros / 1_000) + " ms" : plain(micros) + " µs";
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f%%", share * 100);
  }
}
