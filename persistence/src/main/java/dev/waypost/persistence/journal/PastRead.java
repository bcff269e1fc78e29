package dev.waypost.persistence.journal;

import dev.waypost.persistence.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The statements that read the pasts of many entities: first where each stands, then the events of
 * those that have some to replay. Two round trips however many there are. The joins are lateral, so
 * each row is found through its index and no statistics can lead the planner elsewhere.
 */
final class PastRead {
  private static final String HEAD_ONE =
      "SELECT s.seq_nr, s.type, s.at, s.payload,"
          + " (SELECT max(seq_nr) FROM journal j WHERE j.persistence_id = i.id),"
          + " (SELECT up_to FROM journal_deleted d WHERE d.persistence_id = i.id)"
          + " FROM (SELECT ? AS id) i"
          + " LEFT JOIN snapshot s ON s.persistence_id = i.id"
          + " ORDER BY s.seq_nr DESC LIMIT 1";
  private static final String HEADS_POSTGRES =
      "SELECT s.seq_nr, s.type, s.at, s.payload, j.seq_nr, d.up_to, i.n"
          + " FROM unnest(?::text[]) WITH ORDINALITY AS i(id, n)"
          + " LEFT JOIN LATERAL (SELECT seq_nr, type, at, payload FROM snapshot"
          + " WHERE persistence_id = i.id ORDER BY seq_nr DESC LIMIT 1) s ON true"
          + " LEFT JOIN LATERAL (SELECT seq_nr FROM journal"
          + " WHERE persistence_id = i.id ORDER BY seq_nr DESC LIMIT 1) j ON true"
          + " LEFT JOIN LATERAL (SELECT up_to FROM journal_deleted"
          + " WHERE persistence_id = i.id LIMIT 1) d ON true";
  private static final String EVENTS_ONE =
      "SELECT seq_nr, type, at, payload FROM journal"
          + " WHERE persistence_id = ? AND seq_nr >= ? ORDER BY seq_nr LIMIT ?";
  private static final String EVENTS_POSTGRES =
      "SELECT e.seq_nr, e.type, e.at, e.payload, i.n"
          + " FROM unnest(?::text[], ?::bigint[]) WITH ORDINALITY AS i(id, first, n)"
          + " CROSS JOIN LATERAL (SELECT seq_nr, type, at, payload FROM journal"
          + " WHERE persistence_id = i.id AND seq_nr >= i.first ORDER BY seq_nr LIMIT ?) e";

  private final int eventsEach;
  private final int eventsAll;

  /**
   * @param eventsEach most events of one entity
   * @param eventsAll most events of all in one read; those who come too late get none and read on
   *     alone
   */
  PastRead(int eventsEach, int eventsAll) {
    this.eventsEach = eventsEach;
    this.eventsAll = eventsAll;
  }

  /** The pasts of these entities, in their order. */
  List<Past> read(Session session, List<String> ids) throws SQLException {
    var pasts = heads(session, ids);
    var withEvents = new ArrayList<Integer>();
    var events = 0L;
    for (var i = 0; i < pasts.size(); i++) {
      var past = pasts.get(i);
      if (past.isReplayed()) {
        events += Math.min(eventsEach, past.highest() - past.first() + 1);
        if (events > eventsAll) {
          break;
        }
        withEvents.add(i);
      }
    }
    if (!withEvents.isEmpty()) {
      addEvents(session, ids, pasts, withEvents);
    }
    return pasts;
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
            pasts[row.getInt(7) - 1] = head(row);
          }
        }
        yield new ArrayList<>(List.of(pasts));
      }
    };
  }

  private static Past head(ResultSet row) throws SQLException {
    var payload = row.getBytes(4);
    var snapshot =
        payload == null
            ? Optional.<RawState>empty()
            : Optional.of(new RawState(row.getLong(1), row.getInt(2), row.getLong(3), payload));
    var before = Math.max(snapshot.map(RawState::seqNr).orElse(0L), row.getLong(6));
    return new Past(snapshot, before + 1, Math.max(before, row.getLong(5)), List.of());
  }

  private void addEvents(
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
          select.setInt(3, eventsEach);
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
        select.setInt(3, eventsEach);
        try (var row = select.executeQuery()) {
          while (row.next()) {
            lists.get(row.getInt(5) - 1).add(event(row));
          }
        }
        for (var i = 0; i < first.length; i++) {
          lists.get(i).sort(Comparator.comparingLong(RawState::seqNr)); // they are; cheap to know
          pasts.set(positions.get(i), with(pasts.get(positions.get(i)), lists.get(i)));
        }
      }
    }
  }

  private static Past with(Past past, List<RawState> events) {
    return new Past(past.snapshot(), past.first(), past.highest(), events);
  }

  private static RawState event(ResultSet row) throws SQLException {
    return new RawState(row.getLong(1), row.getInt(2), row.getLong(3), row.getBytes(4));
  }
}
