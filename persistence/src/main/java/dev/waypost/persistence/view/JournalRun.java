package dev.waypost.persistence.view;

import dev.waypost.persistence.Query;
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
 * @param edition which has that offset
 * @param from the offset
 * @param upTo the last event of the run; the offset when it is empty
 * @param at when that event happened
 * @param events how many there were
 * @param stream what they add to the event stream
 * @param dead the ones that could not be read or counted
 */
record JournalRun(
    Edition edition,
    long from,
    long upTo,
    Instant at,
    int events,
    Tally tally,
    MailingMoves mailings,
    SuppressionMoves suppressions,
    StreamRun stream,
    List<DeadLetter> dead) {
  private static final int WHY_MAX = 500;
  private static final String BEHIND =
      "SELECT ordering, persistence_id, seq_nr, type, at, payload FROM journal"
          + " WHERE ordering > ? ORDER BY ordering LIMIT ?";

  /** An event that a view goes on without. */
  record DeadLetter(long ordering, String persistenceId, int type, String why) {}

  /** Reads on where the edition stands. */
  static JournalRun next(Tables tables, EventCodec codec, int limit) throws SQLException {
    return read(tables, codec, limit, new Reading(codec, tables.offset(), Optional.empty()));
  }

  /** The next event, as one that cannot be counted. */
  static JournalRun nextUncounted(Tables tables, EventCodec codec, RuntimeException why)
      throws SQLException {
    return read(tables, codec, 1, new Reading(codec, tables.offset(), Optional.of(why)));
  }

  private static JournalRun read(Tables tables, EventCodec codec, int limit, Reading reading)
      throws SQLException {
    var offset = tables.offset();
    Query.of(tables.session(), BEHIND).number(offset.ordering()).number(limit).each(reading::add);
    reading.stream.number(tables, codec);
    return new JournalRun(
        tables.edition(),
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

  private static final class Reading {
    private final EventCodec codec;
    private final Optional<RuntimeException> uncounted;
    private final Tally tally = new Tally();
    private final MailingMoves mailings = new MailingMoves();
    private final SuppressionMoves suppressions = new SuppressionMoves();
    private final StreamRun stream = new StreamRun();
    private final List<DeadLetter> dead = new ArrayList<>();
    private long upTo;
    private Instant at;
    private int events;

    Reading(EventCodec codec, Tables.Offset offset, Optional<RuntimeException> uncounted) {
      this.codec = codec;
      this.uncounted = uncounted;
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
        if (uncounted.isPresent()) {
          throw uncounted.get();
        }
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
      var text = String.valueOf(failure.getMessage()).replace('\0', '\uFFFD'); // not storable
      return text.length() <= WHY_MAX ? text : text.substring(0, WHY_MAX);
    }
  }
}
