package dev.waypost.deploy;

import dev.waypost.engine.cluster.ClusterEngine;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up unfinished batches: at once, for the process may have been killed, and every so often.
 */
final class BatchUpkeep {
  private static final Logger LOG = LoggerFactory.getLogger(BatchUpkeep.class);
  private static final Duration EVERY = Duration.ofHours(1);

  private BatchUpkeep() {}

  /** Goes on until what it returns is cancelled. */
  static Future<?> start(
      ClusterEngine engine, Duration abandonAfter, ScheduledExecutorService timer) {
    return timer.scheduleWithFixedDelay(
        () -> takeUp(engine), 0, every(abandonAfter).toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Hourly, and more often when batches are to be abandoned sooner. */
  private static Duration every(Duration abandonAfter) {
    var often = abandonAfter.dividedBy(4).plusMillis(1);
    return often.compareTo(EVERY) < 0 ? often : EVERY;
  }

  private static void takeUp(ClusterEngine engine) {
    var unused =
        engine
            .takeUpBatches()
            .exceptionally(
                failure -> {
                  LOG.warn(
                      "Unfinished batches cannot be taken up now; trying again later.", failure);
                  return null;
                });
  }
}
