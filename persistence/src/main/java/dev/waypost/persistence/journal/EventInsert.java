package dev.waypost.persistence.journal;

import dev.waypost.persistence.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The statements that write events of many entities, and the alarms that they imply. */
final class EventInsert {
  private static final String ONE =
      "INSERT INTO journal(persistence_id, seq_nr, slice, type, at, payload)"
          + " VALUES (?, ?, ?, ?, ?, ?)";

  /** One round trip. The rows are numbered in the order of the arrays. */
  private static final String ALL_POSTGRES =
      JournalOrder.TAKE_POSTGRES
          + "; INSERT INTO journal(persistence_id, seq_nr, slice, type, at, payload)"
          + " SELECT * FROM unnest(?::text[], ?::bigint[], ?::smallint[], ?::smallint[],"
          + " ?::bigint[], ?::bytea[])";

  private static final String SET_ONE =
      "INSERT INTO alarm(persistence_id, slice, due_at) VALUES (?, ?, ?)"
          + " ON CONFLICT(persistence_id) DO UPDATE SET due_at = excluded.due_at";
  private static final String SET_ALL_POSTGRES =
      "INSERT INTO alarm(persistence_id, slice, due_at)"
          + " SELECT * FROM unnest(?::text[], ?::smallint[], ?::bigint[])"
          + " ON CONFLICT(persistence_id) DO UPDATE SET due_at = excluded.due_at";
  private static final String CLEAR_ONE = "DELETE FROM alarm WHERE persistence_id = ?";
  private static final String CLEAR_ALL_POSTGRES =
      "DELETE FROM alarm USING unnest(?::text[]) AS gone(id) WHERE persistence_id = gone.id";

  private EventInsert() {}

  static void run(Session session, List<Append> appends) throws SQLException {
    switch (session.dialect()) {
      case SQLITE -> {
        insertEach(session, appends);
        setEach(session, alarms(appends));
      }
      case POSTGRES -> {
        insertAll(session, appends);
        setAll(session, alarms(appends));
      }
    }
  }

  private static void insertEach(Session session, List<Append> appends) throws SQLException {
    var insert = session.prepare(ONE);
    for (var append : appends) {
      for (var event : append.events()) {
        insert.setString(1, append.persistenceId());
        insert.setLong(2, event.seqNr());
        insert.setInt(3, append.slice());
        insert.setInt(4, event.encoded().type().code());
        insert.setLong(5, event.atMillis());
        insert.setBytes(6, event.encoded().bytes());
        insert.executeUpdate();
      }
    }
  }

  private static void insertAll(Session session, List<Append> appends) throws SQLException {
    var count = appends.stream().mapToInt(append -> append.events().size()).sum();
    var persistenceIds = new String[count];
    var numbers = new long[count];
    var slices = new short[count];
    var types = new short[count];
    var times = new long[count];
    var payloads = new byte[count][];
    var i = 0;
    for (var append : appends) {
      for (var event : append.events()) {
        persistenceIds[i] = append.persistenceId();
        numbers[i] = event.seqNr();
        slices[i] = (short) append.slice();
        types[i] = (short) event.encoded().type().code();
        times[i] = event.atMillis();
        payloads[i] = event.encoded().bytes();
        i++;
      }
    }
    var insert = session.prepare(ALL_POSTGRES);
    insert.setObject(1, persistenceIds);
    insert.setObject(2, numbers);
    insert.setObject(3, slices);
    insert.setObject(4, types);
    insert.setObject(5, times);
    insert.setObject(6, payloads);
    insert.execute();
  }

  /** An entity whose alarm changes: to when, or to none. By key, so that locks have an order. */
  private record Alarm(int slice, Optional<Instant> due) {}

  private static TreeMap<String, Alarm> alarms(List<Append> appends) {
    var alarms = new TreeMap<String, Alarm>();
    for (var append : appends) {
      switch (append.alarm()) {
        case AlarmChange.Keep keep -> {}
        case AlarmChange.Set(var due) ->
            alarms.put(append.persistenceId(), new Alarm(append.slice(), Optional.of(due)));
        case AlarmChange.Clear clear ->
            alarms.put(append.persistenceId(), new Alarm(append.slice(), Optional.empty()));
      }
    }
    return alarms;
  }

  private static void setEach(Session session, TreeMap<String, Alarm> alarms) throws SQLException {
    for (var entry : alarms.entrySet()) {
      var alarm = entry.getValue();
      if (alarm.due().isPresent()) {
        var upsert = session.prepare(SET_ONE);
        upsert.setString(1, entry.getKey());
        upsert.setInt(2, alarm.slice());
        upsert.setLong(3, alarm.due().get().toEpochMilli());
        upsert.executeUpdate();
      } else {
        var delete = session.prepare(CLEAR_ONE);
        delete.setString(1, entry.getKey());
        delete.executeUpdate();
      }
    }
  }

  private static void setAll(Session session, TreeMap<String, Alarm> alarms) throws SQLException {
    var set = alarms.entrySet().stream().filter(e -> e.getValue().due().isPresent()).toList();
    if (!set.isEmpty()) {
      var slices = new short[set.size()];
      var times = new long[set.size()];
      for (var i = 0; i < set.size(); i++) {
        slices[i] = (short) set.get(i).getValue().slice();
        times[i] = set.get(i).getValue().due().orElseThrow().toEpochMilli();
      }
      var ids = set.stream().map(e -> e.getKey()).toArray(String[]::new);
      var upsert = session.prepare(SET_ALL_POSTGRES);
      upsert.setObject(1, ids);
      upsert.setObject(2, slices);
      upsert.setObject(3, times);
      upsert.executeUpdate();
    }
    var cleared =
        alarms.entrySet().stream()
            .filter(e -> e.getValue().due().isEmpty())
            .map(e -> e.getKey())
            .toArray(String[]::new);
    if (cleared.length > 0) {
      var delete = session.prepare(CLEAR_ALL_POSTGRES);
      delete.setObject(1, cleared);
      delete.executeUpdate();
    }
  }
}
