package dev.waypost.persistence.view;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * What a database refuses because of the values that it was given. Anything else, such as a missing
 * right or table, is no event's fault, and must not cost one.
 */
final class Refused {
  /** SQLite's primary codes: too big, constraint, mismatch. */
  private static final Set<Integer> OF_SQLITE = Set.of(18, 19, 20);

  private Refused() {}

  static Optional<SQLException> values(Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof SQLException e && isOfValues(e) ? Optional.of(e) : Optional.empty();
  }

  /** PostgreSQL says so by the SQLSTATE: 22, its data; 23, its constraints. */
  private static boolean isOfValues(SQLException e) {
    var state = Optional.ofNullable(e.getSQLState()).orElse("");
    return state.startsWith("22")
        || state.startsWith("23")
        || OF_SQLITE.contains(e.getErrorCode() & 0xff);
  }
}
