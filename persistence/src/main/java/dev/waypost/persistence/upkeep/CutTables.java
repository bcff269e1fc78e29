package dev.waypost.persistence.upkeep;

import static dev.waypost.persistence.store.BulkSql.Kind.BYTES;
import static dev.waypost.persistence.store.BulkSql.Kind.NUMBER;
import static dev.waypost.persistence.store.BulkSql.Kind.TEXT;

import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.codec.UnreadableEvent;
import dev.waypost.persistence.store.BulkSql;
import dev.waypost.persistence.upkeep.JournalCut.Task;
import dev.waypost.persistence.upkeep.Stay.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a cut reads and writes, within one transaction. */
final class CutTables {
  /** Not a range of names: that index has the whole journal. */
  private static final String OLDEST =
      "SELECT ordering, persistence_id, seq_nr FROM journal WHERE ordering > ? AND ordering <= ?"
          + " AND at < ? AND substr(persistence_id, 1, 2) = ? ORDER BY ordering LIMIT ?";

  private static final BulkSql STATES =
      BulkSql.select(
          "SELECT d.persistence_id AS persistence_id, d.up_to AS up_to,"
              + " d.state_seq_nr AS seq_nr, d.state_type AS type, d.state AS payload"
              + " FROM {list} {join journal_deleted d ON d.persistence_id = {0}}",
          TEXT);

  private static final BulkSql FIRSTS =
      BulkSql.select(
          "SELECT j.persistence_id AS persistence_id, j.ordering AS ordering, j.seq_nr AS seq_nr,"
              + " j.at AS at, j.type AS type, j.payload AS payload,"
              + " (SELECT max(h.seq_nr) FROM journal h WHERE h.persistence_id = j.persistence_id)"
              + " AS highest FROM {list} {join journal j"
              + " ON j.persistence_id = {0} AND j.seq_nr = {1}}",
          TEXT, NUMBER);

  private static final BulkSql EVENTS =
      BulkSql.select(
          "SELECT j.persistence_id AS persistence_id, j.ordering AS ordering, j.seq_nr AS seq_nr,"
              + " j.at AS at, j.type AS type, j.payload AS payload FROM {list} {join journal j"
              + " ON j.persistence_id = {0} AND j.seq_nr > {1} AND j.seq_nr <= {2}}",
          TEXT, NUMBER, NUMBER);

  private static final BulkSql KEEP_STATE =
      BulkSql.insert(
          "journal_deleted(persistence_id, up_to, state_seq_nr, state_at, state_type, state)",
          "ON CONFLICT(persistence_id) DO UPDATE SET up_to = excluded.up_to,"
              + " state_seq_nr = excluded.state_seq_nr, state_at = excluded.state_at,"
              + " state_type = excluded.state_type, state = excluded.state",
          TEXT,
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER,
          BYTES);

  private static final BulkSql DROP_EVENTS =
      BulkSql.of(
          "DELETE FROM journal WHERE persistence_id = ? AND seq_nr <= ?",
          "DELETE FROM journal WHERE ctid {in SELECT x.ctid FROM {list} JOIN LATERAL"
              + " (SELECT t.ctid FROM journal t WHERE t.persistence_id = w.c0"
              + " AND t.seq_nr <= w.c1 OFFSET 0) x ON true}",
          TEXT,
          NUMBER);

  /** An event in the one order, and whose it is. */
  record Place(long ordering, String persistenceId, long seqNr) {}

  /** Takes what is read. */
  interface Take {
    void take(CutEntity entity, CutEntity.Event event);
  }

  private final Session session;
  private final EventCodec codec;

  CutTables(Session session, EventCodec codec) {
    this.session = session;
    this.codec = codec;
  }

  /** The last event of all. */
  long newest() throws SQLException {
    return Query.of(session, "SELECT max(ordering) AS newest FROM journal")
        .first(row -> row.getLong("newest"))
        .orElse(0L);
  }

  /** The next old events in a range of the order. Young ones between them are passed over. */
  List<Place> oldest(long after, long upTo, Task task, int limit) throws SQLException {
    return Query.of(session, OLDEST)
        .number(after)
        .number(upTo)
        .time(task.before())
        .text(task.of().prefix())
        .number(limit)
        .list(
            row ->
                new Place(
                    row.getLong("ordering"),
                    row.getString("persistence_id"),
                    row.getLong("seq_nr")));
  }

  /** Reads where these were cut before; some stay because of what is found there. */
  void readStates(Map<String, CutEntity> entities) throws SQLException {
    var states = STATES.in(session);
    entities.keySet().forEach(id -> states.text(id).more());
    states.asked().each(row -> readState(entity(entities, row), row));
  }

  private void readState(CutEntity entity, ResultSet row) throws SQLException {
    var payload = row.getBytes("payload");
    var seqNr = row.getLong("seq_nr");
    if (payload == null || seqNr != row.getLong("up_to")) {
      entity.stay(Stay.because(Reason.EVIDENCE)); // events were deleted otherwise
      return;
    }
    try {
      entity.beginAt(
          seqNr, codec.decode(row.getInt("type"), payload, entity.persistenceId(), seqNr));
    } catch (UnreadableEvent e) { // the audit tells of it
      entity.stay(Stay.because(Reason.EVIDENCE));
    }
  }

  /** Reads the first event of each behind where it was cut, if it is there. */
  void readFirsts(Map<String, CutEntity> entities, Take take) throws SQLException {
    var firsts = FIRSTS.in(session);
    for (var entity : entities.values()) {
      firsts.text(entity.persistenceId()).number(entity.from() + 1).more();
    }
    firsts
        .asked()
        .each(
            row -> {
              var entity = entity(entities, row);
              entity.setHighest(row.getLong("highest"));
              take.take(entity, CutEntity.Event.read(row));
            });
  }

  /** Reads the events behind the first, each entity's in the order of their numbers. */
  void readOn(Map<String, CutEntity> entities, int eventsEach, Take take) throws SQLException {
    var asked = EVENTS.in(session);
    var read = new HashMap<CutEntity, List<CutEntity.Event>>();
    for (var entity : entities.values()) {
      asked
          .text(entity.persistenceId())
          .number(entity.from() + 1)
          .number(entity.from() + eventsEach)
          .more();
    }
    asked
        .asked()
        .each(
            row ->
                read.computeIfAbsent(entity(entities, row), it -> new ArrayList<>())
                    .add(CutEntity.Event.read(row)));
    read.forEach(
        (entity, events) ->
            events.stream()
                .sorted(Comparator.comparingLong(CutEntity.Event::seqNr))
                .forEach(event -> take.take(entity, event)));
  }

  private static CutEntity entity(Map<String, CutEntity> entities, ResultSet row)
      throws SQLException {
    return Objects.requireNonNull(entities.get(row.getString("persistence_id")));
  }

  /** Those that nobody has cut since they were read. */
  List<CutEntity> unchanged(Collection<CutEntity> entities) throws SQLException {
    var states = STATES.in(session);
    var upTo = new HashMap<String, Long>();
    entities.forEach(entity -> states.text(entity.persistenceId()).more());
    states.asked().each(row -> upTo.put(row.getString("persistence_id"), row.getLong("up_to")));
    return entities.stream()
        .filter(entity -> upTo.getOrDefault(entity.persistenceId(), 0L) == entity.from())
        .toList();
  }

  /**
   * Deletes the events that go, and keeps what they come to. Snapshots stay, as recoveries take the
   * newer of the two: the node writes them meanwhile.
   */
  void write(List<CutEntity> entities, Instant now) throws SQLException {
    var keep = KEEP_STATE.in(session);
    var dropEvents = DROP_EVENTS.in(session);
    var events = 0L;
    for (var entity : entities) {
      var last = entity.last().orElseThrow();
      var state = codec.encode(entity.life().state());
      keep.text(entity.persistenceId())
          .number(last.seqNr())
          .number(last.seqNr())
          .number(last.at().toEpochMilli())
          .number(state.type().code())
          .bytes(state.bytes())
          .more();
      dropEvents.text(entity.persistenceId()).number(last.seqNr()).more();
      events += entity.gone();
    }
    keep.updateAll();
    if (dropEvents.updateAll() != events) {
      throw new IllegalStateException("others delete events of the same entities; run it again");
    }
    Query.of(session, "UPDATE retention SET at = ?, events = events + ?")
        .time(now)
        .number(events)
        .update();
  }
}
