package dev.waypost.persistence.view;

import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.codec.TupleJson;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rows that a run of the journal adds to the event stream. What a recipient was told before is
 * looked up beside its event before, or where that was cut off the stream. One thread.
 */
final class StreamRun {
  /** What the events before the first of this run told, of recipients that the stream knows. */
  private static final String TOLD_BEFORE =
      "SELECT w.value ->> 0 AS persistence_id, e.seq AS seq FROM json_each(?) w"
          + " CROSS JOIN journal j"
          + " ON j.persistence_id = w.value ->> 0 AND j.seq_nr = w.value ->> 1"
          + " CROSS JOIN stream_event e ON e.sender = w.value ->> 2 AND e.ordering = j.ordering";

  /** Nothing, unless the event before told nothing and so is in no table. */
  private static final String SINCE_FLOOR =
      "SELECT ordering, persistence_id, seq_nr, type, at, payload FROM journal"
          + " WHERE persistence_id = ? AND seq_nr > ? AND seq_nr < ? ORDER BY seq_nr";

  /** An event for a sender, in a campaign or ({@code ""}) none. */
  record Row(String sender, long ordering, String campaign, OptionalLong seq) {}

  private record Told(
      String sender,
      long ordering,
      String persistenceId,
      long seqNr,
      Kind kind,
      int things,
      Set<String> campaigns) {}

  private enum Kind {
    OF_RECIPIENT,
    OF_CAMPAIGN
  }

  private final List<Told> told = new ArrayList<>();
  private List<Row> rows = List.of();

  void add(Telling telling, Telling.Place place, long seqNr) {
    if (telling.things().isEmpty()) {
      return;
    }
    told.add(
        new Told(
            telling.sender().value(),
            place.ordering(),
            place.persistenceId(),
            seqNr,
            telling.recipient().isPresent() ? Kind.OF_RECIPIENT : Kind.OF_CAMPAIGN,
            telling.things().size(),
            telling.things().size() == 1
                ? Set.of(telling.things().getFirst().about().campaign())
                : telling.things().stream()
                    .map(thing -> thing.about().campaign())
                    .collect(Collectors.toUnmodifiableSet())));
  }

  /**
   * Numbers what was added, once, in the transaction that read it. Events that were cut off before,
   * and come again because the view is made anew, are left out.
   */
  void number(Session session, EventCodec codec) throws SQLException {
    var floor = StreamTable.floor(session);
    told.removeIf(it -> it.ordering() <= floor);
    var counts = toldBefore(session, codec);
    var numbered = new ArrayList<Row>(told.size());
    for (var it : told) {
      var seq =
          switch (it.kind()) {
            case OF_CAMPAIGN -> OptionalLong.empty();
            case OF_RECIPIENT ->
                OptionalLong.of(counts.merge(it.persistenceId(), (long) it.things(), Long::sum));
          };
      it.campaigns().stream()
          .sorted()
          .forEach(campaign -> numbered.add(new Row(it.sender(), it.ordering(), campaign, seq)));
    }
    rows = numbered;
  }

  List<Row> rows() {
    return rows;
  }

  private Map<String, Long> toldBefore(Session session, EventCodec codec) throws SQLException {
    var firsts = new LinkedHashMap<String, Told>();
    for (var it : told) {
      if (it.kind() == Kind.OF_RECIPIENT) {
        firsts.putIfAbsent(it.persistenceId(), it);
      }
    }
    var counts = new HashMap<String, Long>();
    firsts.values().stream()
        .filter(it -> it.seqNr() == 1)
        .forEach(it -> counts.put(it.persistenceId(), 0L));
    firsts.keySet().removeAll(counts.keySet());
    if (!firsts.isEmpty()) {
      var wanted =
          firsts.values().stream()
              .map(it -> List.of(it.persistenceId(), it.seqNr() - 1, it.sender()))
              .toList();
      Query.of(session, TOLD_BEFORE)
          .text(TupleJson.write(wanted))
          .each(row -> counts.put(row.getString("persistence_id"), row.getLong("seq")));
      firsts.keySet().removeAll(counts.keySet());
    }
    for (var it : firsts.values()) {
      counts.put(it.persistenceId(), toldSinceFloor(session, codec, it));
    }
    return counts;
  }

  private static long toldSinceFloor(Session session, EventCodec codec, Told first)
      throws SQLException {
    var below = StreamTable.toldBelowFloor(session, first.persistenceId());
    var things = new long[] {below.seq()};
    Query.of(session, SINCE_FLOOR)
        .text(first.persistenceId())
        .number(below.seqNr())
        .number(first.seqNr())
        .each(row -> things[0] += Telling.of(row, codec, 0).things().size());
    return things[0];
  }
}
