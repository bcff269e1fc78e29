package dev.waypost.engine.recipient;

import dev.waypost.engine.delivery.RetrySchedule;

/**
 * How recipients behave.
 *
 * @param retry when deferred mailings are tried again
 * @param snapshotEvery a snapshot is taken after so many events, 2..10,000; raising it makes
 *     snapshots rarer and recovery longer
 */
public record RecipientSettings(RetrySchedule retry, int snapshotEvery) {
  public RecipientSettings {
    if (!(snapshotEvery >= 2 && snapshotEvery <= 10_000)) {
      throw new IllegalArgumentException("snapshot-every must be 2..10000, got " + snapshotEvery);
    }
  }
}
