package dev.waypost.persistence.journal;

import dev.waypost.persistence.ReadableDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads events of one entity alone. */
final class EventReads {
  private final ReadableDatabase database;

  EventReads(ReadableDatabase database) {
    this.database = database;
  }

  /**
   * The entity's first {@code limit} events with numbers in {@code from..to}, in order. Fewer than
   * the limit mean that there are no more, whatever the gaps.
   */
  CompletionStage<List<RawState>> events(String persistenceId, long from, long to, int limit) {
    return database.read(
        session -> {
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
}
