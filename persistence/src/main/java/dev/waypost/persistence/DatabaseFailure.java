package dev.waypost.persistence;

import dev.waypost.engine.Engine;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The database could not do its part, so the engine cannot say now. What a piece of work throws
 * itself is not among these, unless it is about the disk.
 */
public abstract sealed class DatabaseFailure extends Engine.Unavailable {
  private static final long serialVersionUID = 1L;

  private DatabaseFailure(String message) {
    super(message);
  }

  private DatabaseFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /** Too much waits. Nothing happened; repeating later is safe. */
  public static final class Overloaded extends DatabaseFailure {
    private static final long serialVersionUID = 1L;

    Overloaded(String what, int bound) {
      super("the database has " + bound + " " + what + " waiting already: try again later");
    }
  }

  /**
   * The transaction did not get to disk, for example because it is full. Nothing of it is kept
   * unless the failure came after the sync, so repeating is safe for work that may find itself done
   * already.
   */
  public static final class CommitFailed extends DatabaseFailure {
    private static final long serialVersionUID = 1L;

    CommitFailed(Throwable cause) {
      super(
          "the database could not commit: look after it and its disk; " + cause.getMessage(),
          cause);
    }
  }

  /**
   * A statement met a file that is full, unreadable or held by another process. Nothing of its work
   * is kept, so repeating is safe.
   */
  public static final class DiskFailed extends DatabaseFailure {
    private static final long serialVersionUID = 1L;

    DiskFailed(Throwable cause) {
      super("the database cannot use its file: look after its disk; " + cause.getMessage(), cause);
    }
  }

  /**
   * There is no connection to the server, or it broke before the commit. Nothing of the work is
   * kept, so repeating is safe.
   */
  public static final class Unreachable extends DatabaseFailure {
    private static final long serialVersionUID = 1L;

    public Unreachable(Throwable cause) {
      super("the database cannot be reached: " + cause.getMessage(), cause);
    }
  }

  /**
   * The server gave the work up: a deadlock, a lock or a statement that took too long, no memory.
   * Nothing of it is kept, so repeating is safe.
   */
  public static final class GivenUp extends DatabaseFailure {
    private static final long serialVersionUID = 1L;

    GivenUp(Throwable cause) {
      super("the database gave the work up: " + cause.getMessage(), cause);
    }
  }

  /** The database is closed or closing. Nothing happened. */
  public static final class Closed extends DatabaseFailure {
    private static final long serialVersionUID = 1L;

    Closed() {
      super("the database is closed");
    }
  }

  /** Whether a failure only says that the server is away, or went in the middle of a commit. */
  public static boolean isAway(Throwable failure) {
    return failure instanceof Unreachable
        || (failure instanceof CommitFailed
            && failure.getCause() instanceof SQLException e
            && isOfConnection(e.getSQLState()));
  }

  /** Classes 08, connection exception, and 57, operator intervention; SQLite's have no state. */
  private static boolean isOfConnection(@Nullable String state) {
    return state != null && (state.startsWith("08") || state.startsWith("57"));
  }

  /**
   * Whether a piece of work failed with something that may be better at the next try, as long as
   * the database is open.
   */
  public static boolean isPassing(Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof DatabaseFailure && !(cause instanceof Closed);
  }
}
