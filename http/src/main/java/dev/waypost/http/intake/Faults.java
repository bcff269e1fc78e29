package dev.waypost.http.intake;

import dev.waypost.engine.roster.RowFault;
import dev.waypost.http.json.RowDraft;
import java.util.Optional;

/** What can be wrong with a row before anybody has read it. */
final class Faults {
  private Faults() {}

  static RowFault tooLong(int line, int bytesMax) {
    return RowDraft.tooLarge(line, bytesMax);
  }

  static RowFault unclosed(int line) {
    return csv(line, "a quote is opened and never closed");
  }

  static RowFault csv(int line, String detail) {
    return new RowFault(line, "csv", Optional.empty(), detail);
  }
}
