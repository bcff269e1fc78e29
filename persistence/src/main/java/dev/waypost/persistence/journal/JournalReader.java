package dev.waypost.persistence.journal;

import dev.waypost.engine.id.Slice;
import dev.waypost.persistence.ReadableDatabase;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.EventCodec;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Reads the events of all in their one order. A stage fails with {@link
 * dev.waypost.persistence.codec.UnreadableEvent} when an event cannot be read.
 */
public final class JournalReader {
  private static final String COLUMNS =
      "SELECT ordering, persistence_id, seq_nr, slice, at, type, payload FROM journal";

  private final ReadableDatabase database;
  private final EventCodec codec;

  public JournalReader(ReadableDatabase database, EventCodec codec) {
    this.database = database;
    this.codec = codec;
  }

  /** The number of the entity's last event, deleted or not; 0 when it never had one. */
  static long highest(Session session, String persistenceId) throws SQLException {
    var select =
        session.prepare(
            "SELECT max(n) FROM (SELECT max(seq_nr) AS n FROM journal WHERE persistence_id = ?"
                + " UNION ALL SELECT up_to FROM journal_deleted WHERE persistence_id = ?) numbers");
    select.setString(1, persistenceId);
    select.setString(2, persistenceId);
    try (var row = select.executeQuery()) {
      row.next();
      return row.getLong(1); // 0 for null
    }
  }

  /** The first {@code limit} events behind that place in the one order, in order. */
  public CompletionStage<List<StoredEvent>> after(long ordering, int limit) {
    return database.read(session -> after(session, ordering, limit));
  }

  /** The same within a piece of work. */
  public List<StoredEvent> after(Session session, long ordering, int limit) throws SQLException {
    var select = session.prepare(COLUMNS + " WHERE ordering > ? ORDER BY ordering LIMIT ?");
    select.setLong(1, ordering);
    select.setInt(2, limit);
    return list(select);
  }

  /** The place of the last event in the one order; 0 when there is none. */
  public CompletionStage<Long> last() {
    return database.read(
        session -> {
          try (var row = session.prepare("SELECT max(ordering) FROM journal").executeQuery()) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  private List<StoredEvent> list(PreparedStatement select) throws SQLException {
    var events = new ArrayList<StoredEvent>();
    try (var row = select.executeQuery()) {
      while (row.next()) {
        var persistenceId = row.getString(2);
        var seqNr = row.getLong(3);
        events.add(
            new StoredEvent(
                row.getLong(1),
                persistenceId,
                seqNr,
                new Slice(row.getInt(4)),
                Instant.ofEpochMilli(row.getLong(5)),
                codec.decode(row.getInt(6), row.getBytes(7), persistenceId, seqNr)));
      }
    }
    return events;
  }
}
