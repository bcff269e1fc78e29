package dev.waypost.persistence;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Whose fault it is, by the SQLSTATE: the server's and the way to it, or the work's own. */
final class PostgresFaults {
  /** Shutdown, crash, start-up; thrown out while idle, in a transaction or for its age. */
  private static final Set<String> LOST =
      Set.of("57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25P04");

  /** Serialization, deadlock, a lock or a statement that took too long. */
  private static final Set<String> GIVEN_UP = Set.of("40001", "40P01", "55P03", "57014");

  private PostgresFaults() {}

  /** The failure if it is not the work's own. */
  static Optional<DatabaseFailure> ofWork(SQLException e) {
    var state = state(e);
    if (isLost(state)) {
      return Optional.of(new DatabaseFailure.Unreachable(e));
    }
    if (isOfDisk(state)) {
      return Optional.of(new DatabaseFailure.DiskFailed(e));
    }
    if (GIVEN_UP.contains(state) || state.startsWith("53")) {
      return Optional.of(new DatabaseFailure.GivenUp(e));
    }
    return Optional.empty();
  }

  /**
   * A commit that fails because of what it would commit, such as a deferred constraint, is the
   * work's own fault.
   */
  static Throwable ofCommit(SQLException e) {
    var state = state(e);
    return state.startsWith("23") || state.equals("25P02")
        ? e
        : new DatabaseFailure.CommitFailed(e);
  }

  private static boolean isLost(String state) {
    return state.startsWith("08") || LOST.contains(state);
  }

  /** Full, or not to be read or written. */
  private static boolean isOfDisk(String state) {
    return state.equals("53100") || state.startsWith("58") || state.startsWith("XX");
  }

  private static String state(SQLException e) {
    return Optional.ofNullable(e.getSQLState()).orElse("");
  }
}
