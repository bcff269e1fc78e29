package dev.waypost.persistence.store;

import dev.waypost.persistence.Database;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Session;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Writes that take keys for free, for PostgreSQL stores twice as fast what need not be looked up
 * before. One that meets a key is undone as a whole and done again in the way that asks; so are the
 * next ones, as who meets one mostly meets more. Safe for many threads.
 */
final class FreeKeys {
  /** What a write does about keys that may be there already. */
  enum Mode {
    /** Fails with them. */
    TRUSTING,
    /** Finds them, at a price. */
    ASKING
  }

  /** Something to write. */
  @FunctionalInterface
  interface Effect {
    void run(Session session) throws SQLException;
  }

  private static final String KEY_IS_TAKEN = "23505";

  private final Database database;
  private final int askedAfterwards;
  private final AtomicInteger asking = new AtomicInteger();

  /**
   * @param askedAfterwards so many writes do not trust after one that was wrong
   */
  FreeKeys(Database database, int askedAfterwards) {
    this.database = database;
    this.askedAfterwards = askedAfterwards;
  }

  CompletionStage<Void> write(Function<Mode, Effect> work) {
    if (asking.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return run(work.apply(Mode.ASKING));
    }
    return run(work.apply(Mode.TRUSTING))
        .exceptionallyCompose(
            failure -> {
              if (!metKey(failure)) {
                return CompletableFuture.failedStage(failure);
              }
              asking.set(askedAfterwards);
              return run(work.apply(Mode.ASKING));
            });
  }

  private CompletionStage<Void> run(Effect effect) {
    return database
        .write(
            Lane.ROWS,
            session -> {
              effect.run(session);
              return true;
            })
        .thenAccept(written -> {});
  }

  private static boolean metKey(Throwable failure) {
    var cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof SQLException e && KEY_IS_TAKEN.equals(e.getSQLState());
  }
}
