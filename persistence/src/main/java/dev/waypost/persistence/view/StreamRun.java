package dev.waypost.persistence.view;

import static dev.waypost.persistence.store.BulkSql.Kind.NUMBER;
import static dev.waypost.persistence.store.BulkSql.Kind.TEXT;

import dev.waypost.persistence.Query;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.store.BulkSql;
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
  private static final BulkSql TOLD_BEFORE =
      BulkSql.select(
          "SELECT {0} AS persistence_id, e.seq AS seq FROM {list}"
              + " {join journal j ON j.persistence_id = {0} AND j.seq_nr = {1}}"
              + " {join stream_event e ON e.sender = {2} AND e.ordering = j.ordering}",
          TEXT, NUMBER, TEXT);

  /** Of recipients whose events were cut off the stream. */
  private static final BulkSql TOLD_BELOW =
      BulkSql.select(
          "SELECT t.persistence_id AS persistence_id, t.seq_nr AS seq_nr, t.seq AS seq"
              + " FROM {list} {join stream_told t ON t.persistence_id = {0}}",
          TEXT);

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
  void number(Tables tables, EventCodec codec) throws SQLException {
    var floor = StreamTable.floor(tables.session());
    told.removeIf(it -> it.ordering() <= floor);
    var counts = toldBefore(tables, codec);
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

  private Map<String, Long> toldBefore(Tables tables, EventCodec codec) throws SQLException {
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
      var wanted = tables.bulk(TOLD_BEFORE);
      for (var it : firsts.values()) {
        wanted.text(it.persistenceId()).number(it.seqNr() - 1).text(it.sender()).more();
      }
      wanted.asked().each(row -> counts.put(row.getString("persistence_id"), row.getLong("seq")));
      firsts.keySet().removeAll(counts.keySet());
    }
    if (!firsts.isEmpty()) {
      var below = toldBelow(tables, firsts.keySet());
      for (var it : firsts.values()) {
        var of = below.getOrDefault(it.persistenceId(), StreamTable.Told.NOTHING);
        counts.put(it.persistenceId(), toldSinceFloor(tables, codec, it, of));
      }
    }
    return counts;
  }

  private static Map<String, StreamTable.Told> toldBelow(Tables tables, Set<String> of)
      throws SQLException {
    var wanted = tables.bulk(TOLD_BELOW);
    of.forEach(persistenceId -> wanted.text(persistenceId).more());
    var told = new HashMap<String, StreamTable.Told>();
    wanted
        .asked()
        .each(
            row ->
                told.put(
                    row.getString("persistence_id"),
                    new StreamTable.Told(row.getLong("seq_nr"), row.getLong("seq"))));
    return told;
  }

  private static long toldSinceFloor(
      Tables tables, EventCodec codec, Told first, StreamTable.Told below) throws SQLException {
    if (below.seqNr() + 1 >= first.seqNr()) {
      return below.seq();
    }
    var things = new long[] {below.seq()};
    Query.of(tables.session(), SINCE_FLOOR)
        .text(first.persistenceId())
        .number(below.seqNr())
        .number(first.seqNr())
        .each(row -> things[0] += Telling.of(row, codec, 0).things().size());
    return things[0];
  }
}
