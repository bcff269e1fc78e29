package dev.waypost.persistence.upkeep;

import static dev.waypost.persistence.store.BulkSql.Kind.BYTES;
import static dev.waypost.persistence.store.BulkSql.Kind.NUMBER;
import static dev.waypost.persistence.store.BulkSql.Kind.TEXT;

import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.codec.UnreadableEvent;
import dev.waypost.persistence.store.BulkSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a cut reads and writes, within one transaction. */
final class CutTables {
  private static final String OLDEST =
      "SELECT ordering, persistence_id, at FROM journal WHERE ordering > ? AND ordering <= ?"
          + " ORDER BY ordering LIMIT ?";

  private static final BulkSql STATES =
      BulkSql.select(
          "SELECT d.persistence_id AS persistence_id, d.up_to AS up_to,"
              + " d.state_seq_nr AS seq_nr, d.state_type AS type, d.state AS payload"
              + " FROM {list} {join journal_deleted d ON d.persistence_id = {0}}",
          TEXT);

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

  private static final BulkSql DROP_EVENTS = dropUpTo("journal");

  /** The state has taken their place. */
  private static final BulkSql DROP_SNAPSHOTS = dropUpTo("snapshot");

  private static BulkSql dropUpTo(String table) {
    return BulkSql.of(
        "DELETE FROM " + table + " WHERE persistence_id = ? AND seq_nr <= ?",
        "DELETE FROM %s WHERE ctid {in SELECT x.ctid FROM {list} JOIN LATERAL (SELECT t.ctid FROM %s t WHERE t.persistence_id = w.c0 AND t.seq_nr <= w.c1 OFFSET 0) x ON true}"
            .formatted(table, table),
        TEXT,
        NUMBER);
  }

  /** An event in the one order, and whose it is. */
  record Place(long ordering, String persistenceId) {}

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

  /** The next events in a range of the order, up to the first that is not from before then. */
  List<Place> oldest(long after, long upTo, Instant before, int limit) throws SQLException {
    var places = new ArrayList<Place>();
    Query.of(session, OLDEST)
        .number(after)
        .number(upTo)
        .number(limit)
        .eachWhile(
            row ->
                Query.time(row, "at").isBefore(before)
                    && places.add(
                        new Place(row.getLong("ordering"), row.getString("persistence_id"))));
    return places;
  }

  /** Reads where these were cut before, and so many events behind that. */
  void read(Map<String, CutEntity> entities, int eventsEach) throws SQLException {
    var states = STATES.in(session);
    entities.keySet().forEach(id -> states.text(id).more());
    states.asked().each(row -> readState(entity(entities, row), row));
    var events = EVENTS.in(session);
    for (var entity : entities.values()) {
      events
          .text(entity.persistenceId())
          .number(entity.from())
          .number(entity.from() + eventsEach)
          .more();
    }
    events.asked().each(row -> entity(entities, row).events().add(CutEntity.Event.read(row)));
    for (var entity : entities.values()) {
      entity.events().sort(Comparator.comparingLong(CutEntity.Event::seqNr));
    }
  }

  private static CutEntity entity(Map<String, CutEntity> entities, ResultSet row)
      throws SQLException {
    return Objects.requireNonNull(entities.get(row.getString("persistence_id")));
  }

  private void readState(CutEntity entity, ResultSet row) throws SQLException {
    var payload = row.getBytes("payload");
    var seqNr = row.getLong("seq_nr");
    if (payload == null || seqNr != row.getLong("up_to")) {
      entity.setForeign();
      return;
    }
    try {
      entity.beginAt(
          seqNr, codec.decode(row.getInt("type"), payload, entity.persistenceId(), seqNr));
    } catch (UnreadableEvent e) { // the audit tells of it
      entity.setForeign();
    }
  }

  /** Deletes the events that go, and keeps what they come to. */
  void write(Collection<CutEntity> entities, Instant now) throws SQLException {
    var keep = KEEP_STATE.in(session);
    var dropEvents = DROP_EVENTS.in(session);
    var dropSnapshots = DROP_SNAPSHOTS.in(session);
    var events = 0L;
    for (var entity : entities) {
      if (!entity.gone().isEmpty()) {
        var last = entity.gone().getLast();
        var state = codec.encode(entity.state().orElseThrow());
        keep.text(entity.persistenceId())
            .number(last.seqNr())
            .number(last.seqNr())
            .number(last.at().toEpochMilli())
            .number(state.type().code())
            .bytes(state.bytes())
            .more();
        dropEvents.text(entity.persistenceId()).number(last.seqNr()).more();
        dropSnapshots.text(entity.persistenceId()).number(last.seqNr()).more();
        events += entity.gone().size();
      }
    }
    keep.updateAll();
    dropEvents.updateAll();
    dropSnapshots.updateAll();
    if (events > 0) {
      Query.of(session, "UPDATE retention SET at = ?, events = events + ?")
          .time(now)
          .number(events)
          .update();
    }
  }
}
