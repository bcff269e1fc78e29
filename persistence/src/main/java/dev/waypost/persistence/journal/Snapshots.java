package dev.waypost.persistence.journal;

import dev.waypost.persistence.Database;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.codec.EventCodec;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The table of snapshots. Bounds are inclusive; {@link Long#MAX_VALUE} is none. */
final class Snapshots {
  record Snapshot(long seqNr, long atMillis, Object state) {}

  private final Database database;
  private final EventCodec codec;

  Snapshots(Database database, EventCodec codec) {
    this.database = database;
    this.codec = codec;
  }

  /** Throws {@link IllegalArgumentException} for what must not be stored. */
  CompletionStage<Integer> save(String persistenceId, long seqNr, long atMillis, Object state) {
    var encoded = codec.encode(state);
    return database.write(
        Lane.JOURNAL,
        session -> {
          var upsert =
              session.prepare(
                  "INSERT INTO snapshot(persistence_id, seq_nr, type, at, payload)"
                      + " VALUES (?, ?, ?, ?, ?) ON CONFLICT(persistence_id, seq_nr) DO UPDATE"
                      + " SET type = excluded.type, at = excluded.at, payload = excluded.payload");
          upsert.setString(1, persistenceId);
          upsert.setLong(2, seqNr);
          upsert.setInt(3, encoded.type().code());
          upsert.setLong(4, atMillis);
          upsert.setBytes(5, encoded.bytes());
          return upsert.executeUpdate();
        });
  }

  /** The newest one within the bounds. */
  CompletionStage<Optional<Snapshot>> newest(String persistenceId, long maxSeqNr, long maxMillis) {
    return database.read(
        session -> {
          var select =
              session.prepare(
                  "SELECT seq_nr, at, type, payload FROM snapshot WHERE persistence_id = ?"
                      + " AND seq_nr <= ? AND at <= ? ORDER BY seq_nr DESC LIMIT 1");
          select.setString(1, persistenceId);
          select.setLong(2, maxSeqNr);
          select.setLong(3, maxMillis);
          try (var row = select.executeQuery()) {
            if (!row.next()) {
              return Optional.empty();
            }
            var seqNr = row.getLong(1);
            var state = codec.decode(row.getInt(3), row.getBytes(4), persistenceId, seqNr);
            return Optional.of(new Snapshot(seqNr, row.getLong(2), state));
          }
        });
  }

  CompletionStage<Integer> delete(
      String persistenceId, long minSeqNr, long maxSeqNr, long maxMillis) {
    return database.write(
        Lane.JOURNAL,
        session -> {
          var delete =
              session.prepare(
                  "DELETE FROM snapshot WHERE persistence_id = ?"
                      + " AND seq_nr BETWEEN ? AND ? AND at <= ?");
          delete.setString(1, persistenceId);
          delete.setLong(2, minSeqNr);
          delete.setLong(3, maxSeqNr);
          delete.setLong(4, maxMillis);
          return delete.executeUpdate();
        });
  }
}
