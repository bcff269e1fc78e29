package dev.waypost.persistence.journal;

import dev.waypost.persistence.Database;
import dev.waypost.persistence.Lane;
import java.util.concurrent.CompletionStage;

/** Deletes events and snapshots of an entity. Rare, so each is a piece of work of its own. */
final class JournalDeletes {
  private final Database database;

  JournalDeletes(Database database) {
    this.database = database;
  }

  /** Deletes the entity's events up to that number; the numbers stay used. */
  CompletionStage<Integer> events(String persistenceId, long upTo) {
    return database.write(
        Lane.JOURNAL,
        session -> {
          var deleted = Math.min(upTo, JournalReader.highest(session, persistenceId));
          var mark =
              session.prepare(
                  "INSERT INTO journal_deleted(persistence_id, up_to) VALUES (?, ?)"
                      + " ON CONFLICT(persistence_id) DO UPDATE SET up_to = excluded.up_to"
                      + " WHERE excluded.up_to > journal_deleted.up_to");
          mark.setString(1, persistenceId);
          mark.setLong(2, deleted);
          mark.executeUpdate();
          var delete =
              session.prepare("DELETE FROM journal WHERE persistence_id = ? AND seq_nr <= ?");
          delete.setString(1, persistenceId);
          delete.setLong(2, deleted);
          return delete.executeUpdate();
        });
  }

  /** Deletes the snapshot if it is within the bounds, which are inclusive. */
  CompletionStage<Integer> snapshots(
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
