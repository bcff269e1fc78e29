package dev.waypost.persistence.journal;

import java.util.List;
import java.util.Optional;

/**
 * What a waking entity needs, read in one moment.
 *
 * @param snapshot the newest
 * @param first the first number that is to be replayed: what is before is in the snapshot or was
 *     deleted
 * @param highest the entity's highest number, whether the event was deleted or not; 0 when it never
 *     had one
 * @param events from {@code first} on, in order; none of them when there are many
 */
record Past(Optional<RawState> snapshot, long first, long highest, List<RawState> events) {
  static final Past NONE = new Past(Optional.empty(), 1, 0, List.of());

  private static final int ROW_BYTES = 80;

  /** Whether there is anything to replay. */
  boolean isReplayed() {
    return highest >= first;
  }

  /** Whether no event is missing. */
  boolean isWhole() {
    return !isReplayed() || (!events.isEmpty() && events.getLast().seqNr() == highest);
  }

  /** What it takes in memory without the snapshot, about. */
  long bytes() {
    var sum = (long) ROW_BYTES;
    for (var event : events) {
      sum += event.payload().length + ROW_BYTES;
    }
    return sum;
  }

  /** Whether a replay from that number on needs nothing but what is here and behind it. */
  boolean serves(long from) {
    return from > snapshot.map(RawState::seqNr).orElse(0L);
  }

  /** The snapshot goes to whoever asked for it; only its number is needed after that. */
  Past withoutSnapshotBytes() {
    return new Past(snapshot.map(RawState::withoutBytes), first, highest, events);
  }
}
