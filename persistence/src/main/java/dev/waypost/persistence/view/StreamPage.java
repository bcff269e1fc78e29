package dev.waypost.persistence.view;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.report.StreamedEvent;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.store.SqlText;
import dev.waypost.persistence.view.Addressees.Addressee;
import dev.waypost.persistence.view.Addressees.Mention;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads one page of the stream: rows of the view in their order, each told from the journal, at
 * most as many as are wanted. One thread, one transaction.
 */
final class StreamPage {
  private static final String COLUMNS =
      "SELECT e.ordering AS ordering, e.seq AS seq, j.persistence_id AS persistence_id,"
          + " j.seq_nr AS seq_nr, j.type AS type, j.at AS at, j.payload AS payload";

  private static final String EVENTS =
      " FROM stream_event e {join journal j ON j.ordering = e.ordering}";

  private static final String PIECE = " WHERE e.sender = ? AND e.ordering >= ? AND e.ordering < ?";

  private static final SqlText ALL =
      SqlText.of(COLUMNS + EVENTS + PIECE + " ORDER BY e.sender, e.ordering, e.campaign LIMIT ?");

  /**
   * Left to itself, SQLite reads the whole stream and picks out the campaign's rows. PostgreSQL is
   * told by the order, which only one index has.
   */
  static final SqlText OF_CAMPAIGN =
      new SqlText(
          SqlText.of(COLUMNS + EVENTS.replace(" e ", " e INDEXED BY stream_event_by_campaign "))
                  .sqlite()
              + PIECE
              + " AND e.campaign = ? ORDER BY e.ordering LIMIT ?",
          SqlText.of(COLUMNS + EVENTS).postgres()
              + PIECE
              + " AND e.campaign = ? ORDER BY e.sender, e.campaign, e.ordering LIMIT ?");

  /** One thing, before it is known who it is about. */
  private record Found(StreamPosition behind, Thing thing, Optional<Mention> mention) {}

  private final SenderId sender;
  private final Optional<String> campaign;
  private final int limit;
  private final EventCodec codec;
  private final List<Found> found = new ArrayList<>();
  private StreamPosition next;
  private int rows;
  private long seen = -1;
  private boolean isFull;

  StreamPage(
      SenderId sender,
      Optional<String> campaign,
      StreamPosition from,
      int limit,
      EventCodec codec) {
    this.sender = sender;
    this.campaign = campaign;
    this.next = from;
    this.limit = limit;
    this.codec = codec;
  }

  /** Reads up to a place, which is the start of an event. */
  void read(Tables tables, StreamPosition until) throws SQLException {
    var from = next;
    var atOnce = limit + 1; // the first event may have nothing more to tell
    var query =
        tables
            .query(campaign.isPresent() ? OF_CAMPAIGN : ALL)
            .text(sender.value())
            .number(from.ordering())
            .number(until.ordering());
    if (campaign.isPresent()) {
      query.text(campaign.get());
    }
    query.number(atOnce).each(row -> add(row, from));
    if (!isFull && rows < atOnce && next.compareTo(until) < 0) {
      next = until;
    }
  }

  /** Behind all that was looked at. */
  StreamPosition next() {
    return next;
  }

  /** Several campaigns have a row each of an event that is about all of them. */
  private void add(ResultSet row, StreamPosition from) throws SQLException {
    rows++;
    var ordering = row.getLong("ordering");
    if (isFull || ordering == seen) {
      return;
    }
    seen = ordering;
    var telling = Telling.of(row, codec, 0);
    var things = telling.things();
    var told = row.getLong("seq") - things.size(); // of campaigns never looked at
    var first = ordering == from.ordering() ? from.index() : 0;
    for (var i = first; i < things.size(); i++) {
      var thing = things.get(i);
      if (campaign.isEmpty() || campaign.get().equals(thing.about().campaign())) {
        if (found.size() == limit) {
          isFull = true;
          return;
        }
        next =
            i + 1 < things.size()
                ? new StreamPosition(ordering, i + 1)
                : StreamPosition.behind(ordering);
        found.add(
            new Found(
                next,
                thing.behind(told),
                telling.recipient().map(it -> new Mention(it.key(), thing.about()))));
      }
    }
    next = StreamPosition.behind(ordering);
  }

  /** What was found, with what the sender calls those it is about. */
  List<StreamedEvent> events(Session session) throws SQLException {
    var addressees =
        Addressees.read(
            session, sender, found.stream().flatMap(it -> it.mention().stream()).toList());
    var batches =
        BatchTold.read(session, found.stream().flatMap(it -> batch(it).stream()).toList());
    return found.stream()
        .map(
            it ->
                it.mention()
                    .map(mention -> ofRecipient(it, addressees.of(mention)))
                    .orElseGet(() -> ofCampaign(it, batches)))
        .toList();
  }

  private static Optional<BatchId> batch(Found it) {
    return it.thing().about() instanceof About.Batch(var campaign, var batch)
        ? Optional.of(batch)
        : Optional.empty();
  }

  private StreamedEvent ofRecipient(Found it, Optional<Addressee> addressee) {
    return event(
        it,
        addressee,
        OptionalLong.of(it.thing().seq()),
        addressee.map(who -> it.thing().fields(who.metadata())));
  }

  private StreamedEvent ofCampaign(Found it, Map<BatchId, BatchTold> batches) {
    var fields = it.thing().fields(Map.of());
    batch(it).map(batches::get).map(BatchTold::fields).ifPresent(fields::putAll);
    return event(it, Optional.empty(), OptionalLong.empty(), Optional.of(fields));
  }

  private StreamedEvent event(
      Found it,
      Optional<Addressee> addressee,
      OptionalLong seq,
      Optional<Map<String, Object>> fields) {
    var thing = it.thing();
    return new StreamedEvent(
        it.behind().print(sender),
        thing.id(),
        thing.type(),
        thing.at(),
        Optional.of(thing.about().campaign()).filter(name -> !name.isEmpty()),
        addressee.map(Addressee::id),
        addressee.map(Addressee::email),
        seq,
        thing.about().isTest(),
        fields);
  }
}
