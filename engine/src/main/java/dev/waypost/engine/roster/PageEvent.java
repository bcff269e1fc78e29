package dev.waypost.engine.roster;

import java.time.Instant;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;

/**
 * What happened to a page. A coarse picture: a stale one only causes questions that are asked
 * again.
 */
public sealed interface PageEvent {
  Instant at();

  /** It begins to drive; somebody has to look after it at {@code wakeAt}. */
  record Driven(Instant at, Instant wakeAt) implements PageEvent {}

  /**
   * What is known of its rows, while it drives.
   *
   * @param finished positions with nothing left to do
   * @param due when positions are to be asked again
   */
  record Checkpointed(BitSet finished, Map<Integer, Instant> due, Instant at, Instant wakeAt)
      implements PageEvent {
    public Checkpointed {
      finished = (BitSet) finished.clone();
      due = Map.copyOf(due);
    }

    @Override
    public BitSet finished() {
      return (BitSet) finished.clone();
    }
  }

  /**
   * It drives nobody any more, until it is woken.
   *
   * @param wakeAt empty when only a release wakes it
   */
  record Rested(BitSet finished, Map<Integer, Instant> due, Instant at, Optional<Instant> wakeAt)
      implements PageEvent {
    public Rested {
      finished = (BitSet) finished.clone();
      due = Map.copyOf(due);
    }

    @Override
    public BitSet finished() {
      return (BitSet) finished.clone();
    }
  }

  /** Nothing is left to do, and the campaign knows. */
  record Closed(Instant at) implements PageEvent {}

  /** A row has something to do again. */
  record Reopened(int position, Instant at, Instant wakeAt) implements PageEvent {}
}
