package dev.waypost.persistence.view;

import dev.waypost.persistence.ReadableDatabase;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.EventCodec;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A step of an edition: reads what comes next and has it counted. What the database refuses for its
 * own sake is looked for in smaller steps, and an event that it refuses alone becomes a dead
 * letter: one must not stop all others. Any other failure is the caller's. One step at a time.
 */
final class Counting {
  private static final Logger log = LoggerFactory.getLogger(Counting.class);

  /** Which edition, in a piece of work. */
  interface Which {
    Tables in(Session session) throws SQLException;
  }

  /** Writes a run down, or finds that there is nothing more to write. */
  interface Apply<T> {
    /**
     * @param limit how many events the run could have
     */
    CompletionStage<T> apply(JournalRun run, int limit);
  }

  private final ReadableDatabase database;
  private final EventCodec codec;
  private final StepSize size;

  Counting(ReadableDatabase database, EventCodec codec, StepSize size) {
    this.database = database;
    this.codec = codec;
    this.size = size;
  }

  <T> CompletionStage<T> step(Which which, Apply<T> apply) {
    var limit = size.events();
    return database
        .read(session -> JournalRun.next(which.in(session), codec, limit))
        .thenCompose(
            run ->
                apply
                    .apply(run, limit)
                    .exceptionallyCompose(failure -> search(which, apply, run, limit, failure)))
        .exceptionallyCompose(
            failure -> {
              size.failed();
              return CompletableFuture.failedStage(failure);
            });
  }

  private <T> CompletionStage<T> search(
      Which which, Apply<T> apply, JournalRun run, int limit, Throwable failure) {
    var refused = Refused.values(failure);
    if (refused.isEmpty()) {
      return CompletableFuture.failedStage(failure);
    }
    if (limit > 1) {
      size.failed();
      return step(which, apply);
    }
    var why = new IllegalArgumentException(refused.get());
    return database
        .read(session -> JournalRun.nextUncounted(which.in(session), codec, why))
        .thenCompose(
            dead -> dead.from() == run.from() ? apply.apply(dead, limit) : step(which, apply));
  }

  /** Once they are counted as such. */
  static void tell(JournalRun counted) {
    counted
        .dead()
        .forEach(
            letter -> log.error("left out of view {}: {}", counted.edition().view(), letter.why()));
  }
}
