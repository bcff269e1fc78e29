package dev.waypost.persistence.view;

import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.EventCodec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run of the journal behind an offset, counted.
 *
 * @param from the offset
 * @param upTo the last event of the run; the offset when it is empty
 * @param at when that event happened
 * @param events how many there were
 * @param stream what they add to the event stream
 * @param dead the ones that could not be read or counted
 */
record JournalRun(
    long from,
    long upTo,
    Instant at,
    int events,
    Tally tally,
    MailingMoves mailings,
    SuppressionMoves suppressions,
    StreamRun stream,
    List<DeadLetter> dead) {
  static final String VIEW = "figures";

  private static final int WHY_MAX = 500;
  private static final String BEHIND =
      "SELECT ordering, persistence_id, seq_nr, type, at, payload FROM journal"
          + " WHERE ordering > ? ORDER BY ordering LIMIT ?";

  /** An event that a view goes on without. */
  record DeadLetter(long ordering, String persistenceId, int type, String why) {}

  /** A place in the journal. */
  record Offset(long ordering, Instant at) {}

  /** Reads on where the view stands. */
  static JournalRun next(Session session, EventCodec codec, int limit) throws SQLException {
    var offset = offset(session);
    var reading = new Reading(codec, offset);
    Query.of(session, BEHIND).number(offset.ordering()).number(limit).each(reading::add);
    reading.stream.number(session, codec);
    return new JournalRun(
        offset.ordering(),
        reading.upTo,
        reading.at,
        reading.events,
        reading.tally,
        reading.mailings,
        reading.suppressions,
        reading.stream,
        reading.dead);
  }

  static Offset offset(Session session) throws SQLException {
    return Query.of(session, "SELECT ordering, at FROM view_offset WHERE view = ?")
        .text(VIEW)
        .first(row -> new Offset(row.getLong("ordering"), Query.time(row, "at")))
        .orElseThrow(() -> new IllegalStateException("view " + VIEW + " has no offset"));
  }

  private static final class Reading {
    private final EventCodec codec;
    private final Tally tally = new Tally();
    private final MailingMoves mailings = new MailingMoves();
    private final SuppressionMoves suppressions = new SuppressionMoves();
    private final StreamRun stream = new StreamRun();
    private final List<DeadLetter> dead = new ArrayList<>();
    private long upTo;
    private Instant at;
    private int events;

    Reading(EventCodec codec, Offset offset) {
      this.codec = codec;
      this.upTo = offset.ordering();
      this.at = offset.at();
    }

    void add(ResultSet row) throws SQLException {
      var persistenceId = row.getString("persistence_id");
      var type = row.getInt("type");
      upTo = row.getLong("ordering");
      at = Query.time(row, "at");
      events++;
      var bytes = row.getBytes("payload");
      var seqNr = row.getLong("seq_nr");
      var place = new Telling.Place(upTo, persistenceId, at);
      try {
        var event = codec.decode(type, bytes, persistenceId, seqNr);
        var telling = Telling.of(place, Optional.of(event), 0);
        tally.add(persistenceId, event); // the only one that refuses, so it comes first
        mailings.add(upTo, persistenceId, event);
        suppressions.add(persistenceId, event);
        stream.add(telling, place, seqNr);
      } catch (RuntimeException e) { // whatever it is: one event must not stop all others
        dead.add(new DeadLetter(upTo, persistenceId, type, why(e)));
        stream.add(Telling.of(place, Optional.empty(), 0), place, seqNr);
      }
    }

    private static String why(RuntimeException failure) {
      var text = String.valueOf(failure.getMessage());
      return text.length() <= WHY_MAX ? text : text.substring(0, WHY_MAX);
    }
  }
}
