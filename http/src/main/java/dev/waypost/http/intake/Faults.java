package dev.waypost.http.intake;

import dev.waypost.engine.roster.RowFault;
import java.util.Optional;

/** What can be wrong with a row before anybody has read it. */
final class Faults {
  private Faults() {}

  static RowFault tooLong(int line, int bytesMax) {
    return bad(line, "tooLarge", "a row has at most " + bytesMax + " bytes");
  }

  static RowFault unclosed(int line) {
    return csv(line, "a quote is opened and never closed");
  }

  static RowFault csv(int line, String detail) {
    return bad(line, "csv", detail);
  }

  private static RowFault bad(int line, String code, String detail) {
    return new RowFault(line, code, Optional.empty(), detail);
  }
}
