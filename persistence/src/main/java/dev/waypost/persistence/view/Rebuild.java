package dev.waypost.persistence.view;

import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.WritableDatabase;
import dev.waypost.persistence.codec.EventCodec;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Makes the view again from the first event, in the edition that is not shown, while readers go on
 * with the other and that one goes on following the journal. When it has come as far it is shown
 * instead, in one transaction; then the former one is emptied. Killed at any point it leaves the
 * shown one alone, and the next rebuild begins anew; so does a second one beside it, and the first
 * one fails.
 */
final class Rebuild {
  private static final int ROWS_CLEARED_AT_ONCE = 20_000;

  private static final List<String> TABLES =
      List.of(
          "campaign_count",
          "link_count",
          "campaign_listing",
          "stream_event",
          "batch_place",
          "page_state",
          "mailing",
          "suppression");

  private final WritableDatabase database;
  private final ViewSettings settings;
  private final InstantSource clock;
  private final EventCodec codec;
  private final StepSize size;

  Rebuild(WritableDatabase database, ViewSettings settings, InstantSource clock, EventCodec codec) {
    this.database = database;
    this.settings = settings;
    this.clock = clock;
    this.codec = codec;
    this.size = new StepSize(settings.eventsAtOnce(), settings.eventsAtMost());
  }

  /** Completes when the new edition is shown and the former one is empty. */
  CompletionStage<Void> run() {
    return database
        .write(Lane.VIEWS, session -> Tables.shown(session).other().setState(Tables.State.LEFT))
        .thenCompose(left -> empty())
        .thenCompose(emptied -> database.write(Lane.VIEWS, Rebuild::begin))
        .thenCompose(begun -> make())
        .thenCompose(made -> empty());
  }

  private static boolean begin(Session session) throws SQLException {
    var tables = Tables.shown(session).other();
    if (tables.offset().state() != Tables.State.EMPTY) {
      throw anotherOne();
    }
    return tables.setState(Tables.State.MADE);
  }

  private static IllegalStateException anotherOne() {
    return new IllegalStateException("another rebuild has begun beside this one");
  }

  /** Steps until the shown edition is reached. */
  private CompletionStage<Void> make() {
    var made = new CompletableFuture<Void>();
    make(made);
    return made;
  }

  private void make(CompletableFuture<Void> made) {
    var before = clock.instant();
    var unused =
        database
            .read(session -> JournalRun.next(made(session), codec, size.events()))
            .thenCompose(
                run ->
                    database.write(
                        Lane.VIEWS,
                        session ->
                            run.events() < size.events() ? last(session) : some(session, run)))
            .whenComplete(
                (isShown, failure) -> {
                  if (failure != null) {
                    made.completeExceptionally(failure);
                  } else if (isShown) {
                    made.complete(null);
                  } else {
                    size.done(size.events(), Duration.between(before, clock.instant()));
                    make(made);
                  }
                });
  }

  private static Tables made(Session session) throws SQLException {
    var tables = Tables.shown(session).other();
    if (tables.offset().state() != Tables.State.MADE) {
      throw anotherOne();
    }
    return tables;
  }

  private static boolean some(Session session, JournalRun run) throws SQLException {
    FigureTables.apply(made(session), run);
    return false;
  }

  /** At the end of the journal, within one transaction, so that the two cannot race for ever. */
  private boolean last(Session session) throws SQLException {
    var tables = made(session);
    FigureTables.apply(tables, JournalRun.next(tables, codec, settings.eventsAtMost()));
    StreamTable.cutAtFloor(tables); // the floor may have moved while it was made
    return Tables.show(tables);
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
    for (var table : TABLES) {
      if (clear(tables, table) > 0) {
        return false;
      }
    }
    Query.of(session, "DELETE FROM view_dead_letter WHERE view = ?")
        .text(tables.edition().view())
        .update();
    return tables.setState(Tables.State.EMPTY);
  }

  /** SQLite drops all rows of a table in one stroke. */
  private static int clear(Tables tables, String table) throws SQLException {
    var all = "DELETE FROM " + table;
    return switch (tables.session().dialect()) {
      case SQLITE -> tables.query(all).update();
      case POSTGRES ->
          tables
              .query(all + " WHERE ctid = ANY(ARRAY(SELECT ctid FROM " + table + " LIMIT ?))")
              .number(ROWS_CLEARED_AT_ONCE)
              .update();
    };
  }
}
