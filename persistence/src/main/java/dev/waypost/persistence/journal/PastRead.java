package dev.waypost.persistence.journal;

import dev.waypost.persistence.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The statements that read the pasts of many entities: first where each stands (its snapshot, or
 * the state at which its journal was cut), then the events of those that have some to replay. Two
 * round trips however many there are. The joins are lateral and fenced (LIMIT, OFFSET 0), so each
 * row is found through its index and no statistics can lead the planner elsewhere; an ORDER BY
 * could, to bitmaps and sorts.
 */
final class PastRead {
  private static final String HEAD_ONE =
      "SELECT s.seq_nr, s.type, s.at, s.payload,"
          + " (SELECT max(seq_nr) FROM journal j WHERE j.persistence_id = i.id),"
          + " d.up_to, d.state_seq_nr, d.state_type, d.state_at,"
          + " CASE WHEN s.seq_nr >= d.state_seq_nr THEN NULL ELSE d.state END"
          + " FROM (SELECT ? AS id) i"
          + " LEFT JOIN snapshot s ON s.persistence_id = i.id"
          + " LEFT JOIN journal_deleted d ON d.persistence_id = i.id";
  static final String HEADS_POSTGRES =
      "SELECT s.seq_nr, s.type, s.at, s.payload, j.seq_nr,"
          + " d.up_to, d.state_seq_nr, d.state_type, d.state_at,"
          + " CASE WHEN s.seq_nr >= d.state_seq_nr THEN NULL ELSE d.state END, i.n"
          + " FROM unnest(?::text[]) WITH ORDINALITY AS i(id, n)"
          + " LEFT JOIN LATERAL (SELECT seq_nr, type, at, payload FROM snapshot"
          + " WHERE persistence_id = i.id LIMIT 1) s ON true"
          + " LEFT JOIN LATERAL (SELECT seq_nr FROM journal"
          + " WHERE persistence_id = i.id ORDER BY seq_nr DESC LIMIT 1) j ON true"
          + " LEFT JOIN LATERAL (SELECT up_to, state_seq_nr, state_type, state_at, state"
          + " FROM journal_deleted WHERE persistence_id = i.id LIMIT 1) d ON true";
  private static final String EVENTS_ONE =
      "SELECT seq_nr, type, at, payload FROM journal"
          + " WHERE persistence_id = ? AND seq_nr >= ? ORDER BY seq_nr";
  static final String EVENTS_POSTGRES =
      "SELECT e.seq_nr, e.type, e.at, e.payload, i.n"
          + " FROM unnest(?::text[], ?::bigint[]) WITH ORDINALITY AS i(id, first, n)"
          + " CROSS JOIN LATERAL (SELECT seq_nr, type, at, payload FROM journal"
          + " WHERE persistence_id = i.id AND seq_nr >= i.first OFFSET 0) e";

  private static final String ANY_ONE =
      "SELECT EXISTS (SELECT 1 FROM journal WHERE persistence_id = ?)"
          + " OR EXISTS (SELECT 1 FROM snapshot WHERE persistence_id = ?)"
          + " OR EXISTS (SELECT 1 FROM journal_deleted WHERE persistence_id = ?)";
  static final String NONE_POSTGRES =
      "SELECT i.id FROM unnest(?::text[]) AS i(id)"
          + " LEFT JOIN LATERAL (SELECT 1 AS one FROM journal"
          + " WHERE persistence_id = i.id LIMIT 1) j ON true"
          + " LEFT JOIN LATERAL (SELECT 1 AS one FROM snapshot"
          + " WHERE persistence_id = i.id LIMIT 1) s ON true"
          + " LEFT JOIN LATERAL (SELECT 1 AS one FROM journal_deleted"
          + " WHERE persistence_id = i.id LIMIT 1) d ON true"
          + " WHERE j.one IS NULL AND s.one IS NULL AND d.one IS NULL";

  private final int eventsEach;
  private final int eventsAtOnce;
  private final long bytesMax;

  /**
   * @param eventsEach most events of one entity; who has more gets none and reads alone
   * @param eventsAtOnce most events that one statement brings
   * @param bytesMax what all may weigh; who comes behind that gets none either
   */
  PastRead(int eventsEach, int eventsAtOnce, long bytesMax) {
    this.eventsEach = eventsEach;
    this.eventsAtOnce = eventsAtOnce;
    this.bytesMax = bytesMax;
  }

  /** The pasts of these entities, in their order. */
  List<Past> read(Session session, List<String> ids) throws SQLException {
    var pasts = heads(session, ids);
    var group = new ArrayList<Integer>();
    var events = 0L;
    var bytes = 0L;
    for (var i = 0; i < pasts.size() && bytes < bytesMax; i++) {
      var past = pasts.get(i);
      var replayed = past.highest() - past.first() + 1; // at most, as there may be gaps
      if (replayed >= 1 && replayed <= eventsEach) {
        if (events + replayed > eventsAtOnce) {
          bytes += addEvents(session, ids, pasts, group);
          group.clear();
          events = 0;
        }
        group.add(i);
        events += replayed;
      }
    }
    if (!group.isEmpty() && bytes < bytesMax) {
      addEvents(session, ids, pasts, group);
    }
    return pasts;
  }

  /** Those of the entities that never had anything. */
  static List<String> withoutAny(Session session, List<String> ids) throws SQLException {
    var none = new ArrayList<String>();
    switch (session.dialect()) {
      case SQLITE -> {
        for (var id : ids) {
          var select = session.prepare(ANY_ONE);
          select.setString(1, id);
          select.setString(2, id);
          select.setString(3, id);
          try (var row = select.executeQuery()) {
            if (row.next() && !row.getBoolean(1)) {
              none.add(id);
            }
          }
        }
      }
      case POSTGRES -> {
        var select = session.prepare(NONE_POSTGRES);
        select.setObject(1, ids.toArray(String[]::new));
        try (var row = select.executeQuery()) {
          while (row.next()) {
            none.add(row.getString(1));
          }
        }
      }
    }
    return none;
  }

  private static List<Past> heads(Session session, List<String> ids) throws SQLException {
    return switch (session.dialect()) {
      case SQLITE -> {
        var pasts = new ArrayList<Past>(ids.size());
        for (var id : ids) {
          var select = session.prepare(HEAD_ONE);
          select.setString(1, id);
          try (var row = select.executeQuery()) {
            pasts.add(row.next() ? head(row) : Past.NONE);
          }
        }
        yield pasts;
      }
      case POSTGRES -> {
        var pasts = new Past[ids.size()];
        var select = session.prepare(HEADS_POSTGRES);
        select.setObject(1, ids.toArray(String[]::new));
        try (var row = select.executeQuery()) {
          while (row.next()) {
            pasts[row.getInt(11) - 1] = head(row);
          }
        }
        yield new ArrayList<>(List.of(pasts));
      }
    };
  }

  private static Past head(ResultSet row) throws SQLException {
    var payload = row.getBytes(4);
    var cut = row.getBytes(10); // only when it is newer than the snapshot
    var snapshot =
        cut != null
            ? Optional.of(new RawState(row.getLong(7), row.getInt(8), row.getLong(9), cut))
            : payload == null
                ? Optional.<RawState>empty()
                : Optional.of(new RawState(row.getLong(1), row.getInt(2), row.getLong(3), payload));
    var before = Math.max(snapshot.map(RawState::seqNr).orElse(0L), row.getLong(6));
    return new Past(snapshot, before + 1, Math.max(before, row.getLong(5)), List.of());
  }

  /** How much that is. */
  private long addEvents(
      Session session, List<String> ids, List<Past> pasts, List<Integer> positions)
      throws SQLException {
    switch (session.dialect()) {
      case SQLITE -> {
        for (var position : positions) {
          var past = pasts.get(position);
          var events = new ArrayList<RawState>();
          var select = session.prepare(EVENTS_ONE);
          select.setString(1, ids.get(position));
          select.setLong(2, past.first());
          try (var row = select.executeQuery()) {
            while (row.next()) {
              events.add(event(row));
            }
          }
          pasts.set(position, with(past, events));
        }
      }
      case POSTGRES -> {
        var lists = new ArrayList<List<RawState>>(positions.size());
        var first = new long[positions.size()];
        for (var i = 0; i < first.length; i++) {
          first[i] = pasts.get(positions.get(i)).first();
          lists.add(new ArrayList<>());
        }
        var select = session.prepare(EVENTS_POSTGRES);
        select.setObject(1, positions.stream().map(ids::get).toArray(String[]::new));
        select.setObject(2, first);
        select.setFetchSize(eventsAtOnce); // at once, as they are few enough
        try (var row = select.executeQuery()) {
          while (row.next()) {
            lists.get(row.getInt(5) - 1).add(event(row));
          }
        }
        for (var i = 0; i < first.length; i++) {
          lists.get(i).sort(Comparator.comparingLong(RawState::seqNr)); // they mostly are
          pasts.set(positions.get(i), with(pasts.get(positions.get(i)), lists.get(i)));
        }
      }
    }
    return positions.stream().mapToLong(position -> pasts.get(position).bytes()).sum();
  }

  private static Past with(Past past, List<RawState> events) {
    return new Past(past.snapshot(), past.first(), past.highest(), events);
  }

  private static RawState event(ResultSet row) throws SQLException {
    return new RawState(row.getLong(1), row.getInt(2), row.getLong(3), row.getBytes(4));
  }
}
