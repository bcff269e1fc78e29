package dev.waypost.persistence.view;

import dev.waypost.persistence.DatabaseFailure;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.WritableDatabase;
import dev.waypost.persistence.codec.EventCodec;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the view again from the first event, or from where the journal was cut, in the edition that
 * is not shown, while readers go on with the other and that one goes on following the journal. When
 * it has come as far it is shown instead, in one transaction; then the former one is emptied.
 * Killed at any point it leaves the shown one alone, and the next rebuild begins anew; so does a
 * second one beside it, and the first one fails.
 */
final class Rebuild {
  private static final Logger log = LoggerFactory.getLogger(Rebuild.class);

  private static final int ROWS_CLEARED_AT_ONCE = 20_000;

  /** A database that does not come back is not waited for without end. */
  private static final int FAILURES_IN_A_ROW = 30;

  /** With their keys. */
  private static final Map<String, String> TABLES =
      Map.of(
          "campaign_count", "sender, campaign, figure",
          "link_count", "sender, campaign, link",
          "campaign_listing", "sender, campaign",
          "stream_event", "sender, ordering, campaign",
          "batch_place", "batch_no",
          "page_state", "campaign_no, state, place, page",
          "mailing", "batch_no, page, line",
          "suppression", "sender, recipient_key, reason");

  private final WritableDatabase database;
  private final ViewSettings settings;
  private final InstantSource clock;
  private final EventCodec codec;
  private final StepSize size;
  private final Counting counting;

  Rebuild(WritableDatabase database, ViewSettings settings, InstantSource clock, EventCodec codec) {
    this.database = database;
    this.settings = settings;
    this.clock = clock;
    this.codec = codec;
    this.size = new StepSize(settings.eventsAtOnce(), settings.eventsAtMost());
    this.counting = new Counting(database, codec, size);
  }

  /** The answer to the step that showed it was lost. */
  private static final class IsShown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IsShown() {
      super("the edition is shown already");
    }
  }

  /** Completes when the new edition is shown and the former one is empty. */
  CompletionStage<Void> run() {
    return database
        .write(Lane.VIEWS, session -> Tables.shown(session).other().setState(Tables.State.LEFT))
        .thenCompose(left -> empty())
        .thenCompose(emptied -> database.write(Lane.VIEWS, Rebuild::begin))
        .thenCompose(this::make)
        .thenCompose(made -> empty());
  }

  /** Which edition is made from now on. */
  private static Edition begin(Session session) throws SQLException {
    var tables = Tables.shown(session).other();
    if (tables.offset().state() != Tables.State.EMPTY) {
      throw anotherOne();
    }
    if (!tables.setState(Tables.State.MADE)) {
      throw new IllegalStateException("edition " + tables.edition() + " has no offset");
    }
    CutFigures.include(tables);
    return tables.edition();
  }

  private static IllegalStateException anotherOne() {
    return new IllegalStateException("another rebuild has begun beside this one");
  }

  /** Steps until the shown edition is reached. */
  private CompletionStage<Void> make(Edition edition) {
    var made = new CompletableFuture<Void>();
    make(edition, made, 0);
    return made;
  }

  /**
   * @param failed steps that failed in a row; they are repeated from where the edition stands
   */
  private void make(Edition edition, CompletableFuture<Void> made, int failed) {
    var before = clock.instant();
    var unused =
        counting
            .step(session -> made(session, edition), (run, limit) -> count(edition, run, limit))
            .whenComplete(
                (isShown, failure) -> {
                  if (failure != null) {
                    repeat(edition, made, failed, failure);
                  } else if (isShown) {
                    made.complete(null);
                  } else {
                    size.done(size.events(), Duration.between(before, clock.instant()));
                    make(edition, made, 0);
                  }
                });
  }

  private void repeat(
      Edition edition, CompletableFuture<Void> made, int failed, Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof IsShown) {
      made.complete(null);
      return;
    }
    if (!DatabaseFailure.isPassing(failure) || failed >= FAILURES_IN_A_ROW) {
      made.completeExceptionally(failure);
      return;
    }
    log.warn("a rebuild could not go on; it tries again in {}", settings.retryAfter(), cause);
    CompletableFuture.delayedExecutor(settings.retryAfter().toNanos(), TimeUnit.NANOSECONDS)
        .execute(() -> make(edition, made, failed + 1));
  }

  /** Whether it is shown now. */
  private CompletionStage<Boolean> count(Edition edition, JournalRun run, int limit) {
    return database
        .write(
            Lane.VIEWS,
            session ->
                run.events() < limit ? last(session, edition, limit) : some(session, edition, run))
        .thenApply(
            counted -> {
              Counting.tell(counted.run());
              return counted.isShown();
            });
  }

  private record Counted(JournalRun run, boolean isShown) {}

  private static Tables made(Session session, Edition edition) throws SQLException {
    var tables = new Tables(session, edition);
    return switch (tables.offset().state()) {
      case MADE -> tables;
      case SHOWN -> throw new IsShown();
      case LEFT, EMPTY -> throw anotherOne();
    };
  }

  private static Counted some(Session session, Edition edition, JournalRun run)
      throws SQLException {
    FigureTables.apply(made(session, edition), run);
    return new Counted(run, false);
  }

  /** At the end of the journal, within one transaction, so that the two cannot race for ever. */
  private Counted last(Session session, Edition edition, int limit) throws SQLException {
    var tables = made(session, edition);
    var run = JournalRun.next(tables, codec, limit);
    FigureTables.apply(tables, run);
    StreamTable.cutAtFloor(tables); // the floor may have moved while it was made
    return new Counted(run, Tables.show(tables));
  }

  /** Deletes what an edition that was left holds, some of it at a time. */
  CompletionStage<Void> empty() {
    var emptied = new CompletableFuture<Void>();
    empty(emptied);
    return emptied;
  }

  private void empty(CompletableFuture<Void> emptied) {
    var unused =
        database
            .write(Lane.VIEWS, Rebuild::emptySome)
            .whenComplete(
                (isEmpty, failure) -> {
                  if (failure != null) {
                    emptied.completeExceptionally(failure);
                  } else if (isEmpty) {
                    emptied.complete(null);
                  } else {
                    empty(emptied);
                  }
                });
  }

  /** Whether there is nothing left to delete. */
  private static boolean emptySome(Session session) throws SQLException {
    var tables = Tables.shown(session).other();
    if (tables.offset().state() != Tables.State.LEFT) {
      return true;
    }
    for (var table : TABLES.entrySet()) {
      if (clear(tables, table.getKey(), table.getValue()) > 0) {
        return false;
      }
    }
    Query.of(session, "DELETE FROM view_dead_letter WHERE view = ?")
        .text(tables.edition().view())
        .update();
    return tables.setState(Tables.State.EMPTY);
  }

  /** Some of its rows: others wait for the same lane. */
  private static int clear(Tables tables, String table, String key) throws SQLException {
    var some =
        switch (tables.session().dialect()) {
          case SQLITE -> "(%2$s) IN (SELECT %2$s FROM %1$s LIMIT ?)";
          case POSTGRES -> "ctid = ANY(ARRAY(SELECT ctid FROM %1$s LIMIT ?))";
        };
    return tables
        .query(("DELETE FROM %1$s WHERE " + some).formatted(table, key))
        .number(ROWS_CLEARED_AT_ONCE)
        .update();
  }
}
