package dev.waypost.persistence.upkeep;

import dev.waypost.persistence.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** An entity whose journal is being cut: what it was at the former cut, and what goes behind it. */
final class CutEntity {
  /** One of its events, as it stands in the journal. */
  record Event(long ordering, long seqNr, Instant at, int type, byte[] payload) {
    static Event read(ResultSet row) throws SQLException {
      return new Event(
          row.getLong("ordering"),
          row.getLong("seq_nr"),
          Query.time(row, "at"),
          row.getInt("type"),
          row.getBytes("payload"));
    }
  }

  /** Where an event stands that goes. */
  record Gone(long ordering, long seqNr, Instant at) {}

  private final String persistenceId;
  private Optional<Object> begin = Optional.empty();
  private Optional<Life> life = Optional.empty();
  private Optional<Stay> stay = Optional.empty();
  private Optional<Gone> last = Optional.empty();
  private long from;
  private long highest;
  private long bytes;
  private int gone;
  private boolean isCounted;

  CutEntity(String persistenceId) {
    this.persistenceId = persistenceId;
  }

  String persistenceId() {
    return persistenceId;
  }

  /** What it was after its last event that is gone; empty before the first. */
  Optional<Object> begin() {
    return begin;
  }

  /** The number of the last event that is gone. */
  long from() {
    return from;
  }

  /** It was cut before. */
  void beginAt(long seqNr, Object then) {
    from = seqNr;
    begin = Optional.of(then);
  }

  /** The number of its newest event. */
  long highest() {
    return highest;
  }

  void setHighest(long seqNr) {
    highest = seqNr;
  }

  /** It was met before in this run, where nothing is deleted. */
  boolean isCounted() {
    return isCounted;
  }

  void setCounted() {
    isCounted = true;
  }

  /** Why the first event that does not go stays; empty when it may go, too. */
  Optional<Stay> stay() {
    return stay;
  }

  void stay(Stay why) {
    stay = Optional.of(why);
  }

  /** None of what was taken goes. */
  void staysWhole(Stay why) {
    stay = Optional.of(why);
    last = Optional.empty();
    gone = 0;
    bytes = 0;
  }

  void live(Life how) {
    life = Optional.of(how);
  }

  /** Only where something goes. */
  Life life() {
    return life.orElseThrow();
  }

  /** An event goes; its bytes are not kept. */
  void goes(Event event) {
    last = Optional.of(new Gone(event.ordering(), event.seqNr(), event.at()));
    gone++;
    bytes += event.payload().length;
  }

  /** How many of its events go. */
  int gone() {
    return gone;
  }

  long bytes() {
    return bytes;
  }

  /** The last event that goes. */
  Optional<Gone> last() {
    return last;
  }

  /** The last number that is gone, or goes. */
  long upTo() {
    return last.map(Gone::seqNr).orElse(from);
  }
}
