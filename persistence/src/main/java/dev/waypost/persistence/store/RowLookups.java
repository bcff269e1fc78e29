package dev.waypost.persistence.store;

import static dev.waypost.persistence.store.BulkSql.Kind.NUMBER;
import static dev.waypost.persistence.store.BulkSql.Kind.TEXT;

import dev.waypost.engine.Engine;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.send.MailRow;
import dev.waypost.persistence.Gathering;
import dev.waypost.persistence.ReadableDatabase;
import dev.waypost.persistence.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Rows that mails are made of, asked for one by one: what is asked while a read is under way is
 * read together next. A transaction for each would be most of what a mail costs the database.
 */
final class RowLookups {
  /**
   * Couriers ask for as many as they have connections. A piece is bound by the size of a row, 64
   * KiB at most.
   */
  private static final Gathering.Bounds BOUNDS =
      new Gathering.Bounds(10_000, Long.MAX_VALUE, 100, Long.MAX_VALUE, 2);

  /** Once a person is erased, a row says nothing of anybody, not even an address. */
  private static final BulkSql OF_ORIGINS =
      BulkSql.select(
          "SELECT {n} AS n, r.recipient_key, r.row_key, r.id, r.email, r.name, r.data, r.metadata"
              + " FROM {list} {join batch b ON b.batch = {0} AND b.sender = {1} AND b.state <> 3}"
              + " {join row r ON r.batch_no = b.no AND r.page = {2} AND r.line = {3}}"
              + " WHERE r.email <> ''",
          TEXT, TEXT, NUMBER, NUMBER);

  private final Gathering<Lookup> gathering;

  RowLookups(ReadableDatabase database) {
    this.gathering =
        new Gathering<>(BOUNDS, lookup -> 0, database::read, RowLookups::readAll, new Answering());
  }

  /** Fails when too many ask already, or as the read does. */
  CompletionStage<Optional<MailRow>> find(SenderId sender, Origin origin) {
    var lookup = new Lookup(sender, origin);
    if (!gathering.offer(lookup)) {
      lookup.answer.completeExceptionally(
          new Engine.Unavailable("too many rows are being read already: try again later"));
    }
    return lookup.answer;
  }

  private static void readAll(Session session, List<Lookup> lookups) throws SQLException {
    var list = OF_ORIGINS.in(session);
    for (var lookup : lookups) {
      lookup.found = Optional.empty();
      list.text(lookup.origin.batch().value())
          .text(lookup.sender.value())
          .number(lookup.origin.page())
          .number(lookup.origin.line())
          .more();
    }
    list.asked()
        .each(
            row -> {
              var lookup = lookups.get(row.getInt("n"));
              lookup.found = Optional.of(RowColumns.mailRow(lookup.origin, row));
            });
  }

  /** One question. What was found is seen by whoever is told that the read has ended. */
  private static final class Lookup {
    private final SenderId sender;
    private final Origin origin;
    private final CompletableFuture<Optional<MailRow>> answer = new CompletableFuture<>();
    private volatile Optional<MailRow> found = Optional.empty();

    Lookup(SenderId sender, Origin origin) {
      this.sender = sender;
      this.origin = origin;
    }
  }

  private static final class Answering implements Gathering.Outcome<Lookup> {
    @Override
    public void done(List<Lookup> items) {
      items.forEach(lookup -> lookup.answer.complete(lookup.found));
    }

    @Override
    public void failed(List<Lookup> items, Throwable why) {
      items.forEach(lookup -> lookup.answer.completeExceptionally(why));
    }

    @Override
    public void halved() {}
  }
}
