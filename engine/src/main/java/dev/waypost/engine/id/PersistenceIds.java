package dev.waypost.engine.id;

import java.util.regex.Pattern;

/** The one way in which a persistence id is taken apart. */
final class PersistenceIds {
  private static final Pattern BAR = Pattern.compile("|", Pattern.LITERAL);

  private PersistenceIds() {}

  /** The parts behind the prefix; exactly {@code count} of them. */
  static String[] split(String prefix, String persistenceId, int count) {
    if (persistenceId.startsWith(prefix)) {
      var parts = BAR.split(persistenceId.substring(prefix.length()), -1);
      if (parts.length == count) {
        return parts;
      }
    }
    throw new IllegalArgumentException(
        "expected a persistence id of "
            + count
            + " parts after '"
            + prefix
            + "', got '"
            + persistenceId
            + "'");
  }
}
