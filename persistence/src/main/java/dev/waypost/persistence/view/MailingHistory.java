package dev.waypost.persistence.view;

import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.report.Timeline;
import dev.waypost.engine.report.TimelineEntry;
import dev.waypost.engine.report.TimelineQuery;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.store.SqlText;
import dev.waypost.persistence.view.Addressees.Addressee;
import dev.waypost.persistence.view.Addressees.Mention;
import dev.waypost.persistence.view.StreamTable.Told;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what happened to one mailing, numbered as the event stream numbers it. Events that the view
 * has not seen are read from the journal; of those in the stream only the campaign's; of those that
 * were cut off the newest, back to the campaign's first day. One thread, one transaction.
 */
final class MailingHistory {
  /** Events of a recipient, over all campaigns, before which nothing is looked for. */
  private static final int LOOKED_AT_MAX = 100_000;

  private static final SqlText NEWEST_IN_STREAM =
      SqlText.of(
          "SELECT j.seq_nr AS seq_nr, e.seq AS seq FROM journal j"
              + " {join stream_event e ON e.sender = ? AND e.ordering = j.ordering}"
              + " WHERE j.persistence_id = ? AND j.seq_nr > ? ORDER BY j.seq_nr DESC LIMIT 1");

  private static final String BEHIND_VIEW =
      "SELECT ordering, persistence_id, seq_nr, type, at, payload FROM journal"
          + " WHERE persistence_id = ? AND seq_nr > ? ORDER BY seq_nr LIMIT ?";

  static final SqlText IN_STREAM =
      SqlText.of(
          "SELECT j.ordering AS ordering, e.seq AS seq, j.persistence_id AS persistence_id,"
              + " j.seq_nr AS seq_nr, j.type AS type, j.at AS at, j.payload AS payload FROM journal"
              + " j {join stream_event e ON e.sender = ? AND e.ordering = j.ordering AND e.campaign"
              + " = ?} WHERE j.persistence_id = ? AND j.seq_nr > ? AND j.seq_nr <= ? ORDER BY"
              + " j.seq_nr DESC LIMIT ?");

  private static final String BELOW_FLOOR =
      "SELECT ordering, persistence_id, seq_nr, type, at, payload FROM journal"
          + " WHERE persistence_id = ? AND seq_nr <= ? AND ordering >= ?"
          + " ORDER BY seq_nr DESC LIMIT ?";

  private static final String FIRST_DAY =
      "SELECT ordering FROM journal WHERE persistence_id = ? ORDER BY seq_nr LIMIT 1";

  private static final String LAST_WORD =
      "SELECT m.reason AS reason FROM mailing m"
          + " WHERE m.batch_no = (SELECT no FROM batch WHERE batch = ?)"
          + " AND m.page = ? AND m.line = ?";

  private final Tables tables;
  private final EventCodec codec;
  private final TimelineQuery query;
  private final String persistenceId;
  private final Deque<List<Thing>> events = new ArrayDeque<>();

  private MailingHistory(Tables tables, EventCodec codec, TimelineQuery query) {
    this.tables = tables;
    this.codec = codec;
    this.query = query;
    this.persistenceId = query.recipient().persistenceId();
  }

  static Timeline read(Tables tables, EventCodec codec, TimelineQuery query) throws SQLException {
    return new MailingHistory(tables, codec, query).read();
  }

  private Timeline read() throws SQLException {
    var below = StreamTable.toldBelowFloor(tables.session(), persistenceId);
    var seen = newestInStream(below);
    readBehindView(seen);
    readInStream(below, seen);
    readBelowFloor(below);
    var own = events.stream().flatMap(Collection::stream).filter(this::isOwn).toList();
    var word = lastWord(own);
    return new Timeline(withMetadata(own), word.isPresent() ? word : lastWordOfView());
  }

  private Told newestInStream(Told below) throws SQLException {
    return tables
        .query(NEWEST_IN_STREAM)
        .text(query.recipient().sender().value())
        .text(persistenceId)
        .number(below.seqNr())
        .first(row -> new Told(row.getLong("seq_nr"), row.getLong("seq")))
        .orElse(below);
  }

  /** Forwards, since their numbers follow from that of the last one that the view has seen. */
  private void readBehindView(Told seen) throws SQLException {
    var told = new long[] {seen.seq()};
    tables
        .query(BEHIND_VIEW)
        .text(persistenceId)
        .number(seen.seqNr())
        .number(query.limit())
        .each(
            row -> {
              var things = Telling.of(row, codec, told[0]).things();
              told[0] += things.size();
              events.addLast(things);
            });
  }

  private void readInStream(Told below, Told seen) throws SQLException {
    tables
        .query(IN_STREAM)
        .text(query.recipient().sender().value())
        .text(query.campaign())
        .text(persistenceId)
        .number(Math.max(below.seqNr(), seen.seqNr() - LOOKED_AT_MAX))
        .number(seen.seqNr())
        .number(query.limit() - events.size())
        .each(row -> addBefore(row, row.getLong("seq")));
  }

  private void readBelowFloor(Told below) throws SQLException {
    var told = new long[] {below.seq()};
    tables
        .query(BELOW_FLOOR)
        .text(persistenceId)
        .number(below.seqNr())
        .number(firstDay())
        .number(query.limit() - events.size())
        .each(row -> told[0] -= addBefore(row, told[0]));
  }

  /** How many things it tells, the last of which has that number. */
  private int addBefore(ResultSet row, long seq) throws SQLException {
    var things = Telling.of(row, codec, 0).things();
    var told = seq - things.size();
    events.addFirst(things.stream().map(thing -> thing.behind(told)).toList());
    return things.size();
  }

  private long firstDay() throws SQLException {
    var campaign = new CampaignId(query.recipient().sender(), query.campaign());
    return tables
        .query(FIRST_DAY)
        .text(campaign.persistenceId())
        .first(row -> row.getLong("ordering"))
        .orElse(0L);
  }

  /** Tests, and what names no row, belong to the address. */
  private boolean isOwn(Thing thing) {
    return thing.about().campaign().equals(query.campaign())
        && switch (thing.about()) {
          case About.Row(var campaign, var origin) ->
              origin.isTest() || origin.equals(query.origin());
          case About.Hit(var campaign, var hash) -> hash == query.row().hash();
          case About.TestHit hit -> true;
          case About.Campaign campaign -> true;
          case About.Batch batch -> false;
          case About.Address address -> false;
        };
  }

  private static Optional<String> lastWord(List<Thing> things) {
    return things.reversed().stream()
        .filter(thing -> !thing.about().isTest())
        .flatMap(thing -> thing.reason().stream())
        .findFirst();
  }

  private Optional<String> lastWordOfView() throws SQLException {
    return tables
        .query(LAST_WORD)
        .text(query.origin().batch().value())
        .number(query.origin().page())
        .number(query.origin().line())
        .first(row -> Query.text(row, "reason"))
        .flatMap(reason -> reason);
  }

  /** The same fields as the event stream tells. */
  private List<TimelineEntry> withMetadata(List<Thing> things) throws SQLException {
    var key = query.recipient().key();
    var mentions = things.stream().map(thing -> new Mention(key, thing.about())).toList();
    var addressees = Addressees.read(tables.session(), query.recipient().sender(), mentions);
    return things.stream()
        .map(
            thing ->
                thing.entry(
                    addressees
                        .of(new Mention(key, thing.about()))
                        .map(Addressee::metadata)
                        .orElse(Map.of())))
        .toList();
  }
}
