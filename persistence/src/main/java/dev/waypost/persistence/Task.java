package dev.waypost.persistence;

import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A piece of work with the stage that waits for it. It is answered once, by {@link #answer}. */
final class Task<T> {
  /** SQLite's primary codes: busy, locked, no memory, I/O error, corrupt, full, cannot open. */
  private static final Set<Integer> OF_DISK = Set.of(5, 6, 7, 10, 11, 13, 14);

  private final SqlWork<T> work;
  private final CompletableFuture<T> reply = new CompletableFuture<>();
  private @Nullable T result;
  private @Nullable Throwable failure;

  Task(SqlWork<T> work) {
    this.work = work;
  }

  CompletionStage<T> reply() {
    return reply;
  }

  /** Runs the work and keeps what came of it; whatever it throws is its own. */
  void run(Session session) {
    try {
      result = work.run(session);
    } catch (Throwable e) { // an Error too must fail this stage only, not the thread of all others
      failure = e instanceof SQLException sql ? classified(session.dialect(), sql) : e;
    }
  }

  /** The database's failure, or the work's own. */
  static Throwable classified(Dialect dialect, SQLException e) {
    return switch (dialect) {
      case SQLITE ->
          OF_DISK.contains(e.getErrorCode() & 0xff) ? new DatabaseFailure.DiskFailed(e) : e;
      case POSTGRES -> PostgresFaults.ofWork(e).<Throwable>map(failed -> failed).orElse(e);
    };
  }

  /** Fails the task unless its own work has failed already. */
  void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  /** Fails the task whatever it has failed with before. */
  void failInstead(Throwable cause) {
    failure = cause;
  }

  boolean failedWith(String sqlState) {
    return failure instanceof SQLException e && sqlState.equals(e.getSQLState());
  }

  boolean hasFailed() {
    return failure != null;
  }

  @SuppressWarnings("NullAway") // T may be nullable; then a null result is a result
  void answer() {
    if (failure == null) {
      reply.complete(result);
    } else {
      reply.completeExceptionally(failure);
    }
  }
}
