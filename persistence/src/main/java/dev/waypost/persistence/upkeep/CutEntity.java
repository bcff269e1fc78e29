package dev.waypost.persistence.upkeep;

import dev.waypost.persistence.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An entity whose journal is being cut: what it was at the former cut, and events behind that. */
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

  private final String persistenceId;
  private final List<Event> events = new ArrayList<>();
  private Optional<Object> state = Optional.empty();
  private Optional<Stay> stay = Optional.empty();
  private long from;
  private boolean isForeign;
  private int cut;

  CutEntity(String persistenceId) {
    this.persistenceId = persistenceId;
  }

  String persistenceId() {
    return persistenceId;
  }

  /** In the order of their numbers; some of the first. */
  List<Event> events() {
    return events;
  }

  /** What it is after its last event that is gone, or goes; empty before the first. */
  Optional<Object> state() {
    return state;
  }

  /** The number of the last event that is gone. */
  long from() {
    return from;
  }

  /** It was cut before. */
  void beginAt(long seqNr, Object then) {
    from = seqNr;
    state = Optional.of(then);
  }

  /** Events were deleted otherwise, or what is kept of them cannot be read. */
  void setForeign() {
    isForeign = true;
  }

  boolean isForeign() {
    return isForeign;
  }

  /** Why the first event that is not cut stays; empty when it may go, too. */
  Optional<Stay> stay() {
    return stay;
  }

  void stay(Stay why) {
    stay = Optional.of(why);
  }

  /** So many of its events go, and this is what they come to. */
  void cut(int first, Object then) {
    cut = first;
    state = Optional.of(then);
  }

  /** The events that go. */
  List<Event> gone() {
    return events.subList(0, cut);
  }
}
