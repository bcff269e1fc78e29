package dev.waypost.engine.roster;

import java.time.Duration;

/**
 * How a page drives its rows.
 *
 * @param rowsInFlight how many recipients have an open question of it, 1..500
 * @param askAgainAfter a recipient that has not answered is asked again after so long
 * @param checkpointEvery at most one checkpoint in so long
 * @param watchdog a page that drives is looked after at the latest so long after its last
 *     checkpoint
 * @param heldEvery rows held in doubt are asked again so often, in case the signal that they moved
 *     was lost
 * @param snapshotEvery a snapshot is taken after so many events
 */
public record PageSettings(
    int rowsInFlight,
    Duration askAgainAfter,
    Duration checkpointEvery,
    Duration watchdog,
    Duration heldEvery,
    int snapshotEvery) {
  public PageSettings {
    if (!(rowsInFlight >= 1 && rowsInFlight <= 500)) {
      throw new IllegalArgumentException("rows-in-flight must be 1..500, got " + rowsInFlight);
    }
    if (!(snapshotEvery >= 2)) {
      throw new IllegalArgumentException("snapshot-every must be at least 2, got " + snapshotEvery);
    }
    if (!(askAgainAfter.isPositive() && checkpointEvery.isPositive() && heldEvery.isPositive())) {
      throw new IllegalArgumentException(
          "ask-again-after, checkpoint-every and held-every must be more than zero, got "
              + askAgainAfter
              + ", "
              + checkpointEvery
              + ", "
              + heldEvery);
    }
    if (!(watchdog.compareTo(checkpointEvery) > 0)) {
      throw new IllegalArgumentException(
          "watchdog must be longer than checkpoint-every ("
              + checkpointEvery
              + "), got "
              + watchdog);
    }
  }
}
