package dev.waypost.engine.recipient;

import dev.waypost.engine.delivery.RetrySchedule;
import java.time.Duration;

/**
 * How recipients behave.
 *
 * @param retry when deferred mailings are tried again
 * @param foldAfter a mailing that is over folds this long after its last event, at least a day;
 *     raising it costs memory and bytes of snapshots, and changes no answer
 * @param snapshotEvery a snapshot is taken after so many events, 2..10,000; raising it makes
 *     snapshots rarer and recovery longer
 */
public record RecipientSettings(RetrySchedule retry, Duration foldAfter, int snapshotEvery) {
  /** Evidence about hits that are made close to each other must still be there. */
  private static final Duration FOLD_AFTER_MIN = Duration.ofDays(1);

  public RecipientSettings {
    if (!(foldAfter.compareTo(FOLD_AFTER_MIN) >= 0)) {
      throw new IllegalArgumentException(
          "fold-after must be at least " + FOLD_AFTER_MIN + ", got " + foldAfter);
    }
    if (!(snapshotEvery >= 2 && snapshotEvery <= 10_000)) {
      throw new IllegalArgumentException("snapshot-every must be 2..10000, got " + snapshotEvery);
    }
  }
}
