package dev.waypost.persistence.journal;

import dev.waypost.persistence.Query;
import dev.waypost.persistence.ReadableDatabase;
import dev.waypost.persistence.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads events of one entity alone. */
final class EventReads {
  /** The number up to which events were cut: what they came to is a state now. */
  private static final String CUT =
      "SELECT state_seq_nr FROM journal_deleted WHERE persistence_id = ? AND state_seq_nr >= ?";

  private final ReadableDatabase database;

  EventReads(ReadableDatabase database) {
    this.database = database;
  }

  /**
   * The entity's first {@code limit} events with numbers in {@code from..to}, in order. Fewer than
   * the limit mean that there are no more, whatever the gaps. Fails when the journal has been cut
   * at {@code from} or behind it: who reads there began at a state from before, and begins again.
   */
  CompletionStage<List<RawState>> events(String persistenceId, long from, long to, int limit) {
    return database.read(
        session -> {
          refuseCut(session, persistenceId, from);
          var select =
              session.prepare(
                  "SELECT seq_nr, type, at, payload FROM journal"
                      + " WHERE persistence_id = ? AND seq_nr BETWEEN ? AND ?"
                      + " ORDER BY seq_nr LIMIT ?");
          select.setString(1, persistenceId);
          select.setLong(2, from);
          select.setLong(3, to);
          select.setInt(4, limit);
          var events = new ArrayList<RawState>();
          try (var row = select.executeQuery()) {
            while (row.next()) {
              events.add(
                  new RawState(row.getLong(1), row.getInt(2), row.getLong(3), row.getBytes(4)));
            }
          }
          return events;
        });
  }

  private static void refuseCut(Session session, String persistenceId, long from)
      throws SQLException {
    var cut =
        Query.of(session, CUT)
            .text(persistenceId)
            .number(from)
            .first(row -> row.getLong("state_seq_nr"));
    if (cut.isPresent()) {
      throw new IllegalStateException(
          "the journal of %s was cut at %d while it was read from %d on: it recovers again"
              .formatted(persistenceId, cut.get(), from));
    }
  }
}
