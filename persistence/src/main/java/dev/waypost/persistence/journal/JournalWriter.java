package dev.waypost.persistence.journal;

import dev.waypost.engine.id.Slice;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.codec.EventCodec.Encoded;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Writes and deletes events. */
final class JournalWriter {
  /** An event in bytes, with what it does to the alarm. */
  record NewEvent(long seqNr, long atMillis, Encoded encoded, AlarmChange alarm) {}

  private final Database database;
  private final EventCodec codec;
  private final AlarmOf alarms;

  JournalWriter(Database database, EventCodec codec, AlarmOf alarms) {
    this.database = database;
    this.codec = codec;
    this.alarms = alarms;
  }

  /** Throws {@link IllegalArgumentException} for what must not be stored. */
  NewEvent encode(long seqNr, long atMillis, Object event) {
    return new NewEvent(seqNr, atMillis, codec.encode(event), alarms.of(event));
  }

  /**
   * Appends all events of one entity, or none. A number that is taken fails the stage: another
   * writer was there.
   *
   * @return how many were written
   */
  CompletionStage<Integer> append(String persistenceId, List<NewEvent> events) {
    var slice = Slice.ofPersistenceId(persistenceId).value();
    return database.write(
        Lane.JOURNAL,
        session -> {
          for (var event : events) {
            insert(session, persistenceId, slice, event);
          }
          setAlarm(session, persistenceId, slice, lastChange(events));
          return events.size();
        });
  }

  private static void insert(Session session, String persistenceId, int slice, NewEvent event)
      throws SQLException {
    var insert =
        session.prepare(
            "INSERT INTO journal(persistence_id, seq_nr, slice, type, at, payload)"
                + " VALUES (?, ?, ?, ?, ?, ?)");
    insert.setString(1, persistenceId);
    insert.setLong(2, event.seqNr());
    insert.setInt(3, slice);
    insert.setInt(4, event.encoded().type().code());
    insert.setLong(5, event.atMillis());
    insert.setBytes(6, event.encoded().bytes());
    insert.executeUpdate();
  }

  private static AlarmChange lastChange(List<NewEvent> events) {
    return events.reversed().stream()
        .map(NewEvent::alarm)
        .filter(change -> !(change instanceof AlarmChange.Keep))
        .findFirst()
        .orElse(AlarmChange.KEEP);
  }

  private static void setAlarm(Session session, String persistenceId, int slice, AlarmChange change)
      throws SQLException {
    switch (change) {
      case AlarmChange.Keep keep -> {}
      case AlarmChange.Set(var due) -> {
        var upsert =
            session.prepare(
                "INSERT INTO alarm(persistence_id, slice, due_at) VALUES (?, ?, ?)"
                    + " ON CONFLICT(persistence_id) DO UPDATE SET due_at = excluded.due_at");
        upsert.setString(1, persistenceId);
        upsert.setInt(2, slice);
        upsert.setLong(3, due.toEpochMilli());
        upsert.executeUpdate();
      }
      case AlarmChange.Clear clear -> {
        var delete = session.prepare("DELETE FROM alarm WHERE persistence_id = ?");
        delete.setString(1, persistenceId);
        delete.executeUpdate();
      }
    }
  }

  /** Deletes the entity's events up to that number; the numbers stay used. */
  CompletionStage<Integer> delete(String persistenceId, long upTo) {
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
}
