package dev.waypost.persistence.hitlog;

import static dev.waypost.persistence.hitlog.HitLogSettings.require;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Section {@code waypost.hitlog.shipper}.
 *
 * @param lists most lists under way at a time; the others wait
 * @param listLength most hits in a list; the rest goes with the next
 * @param readAhead most unconfirmed hits in memory; the others wait on disk
 * @param expediteScan most hits searched on disk for one that has to go first; with more before it,
 *     it waits for its turn
 * @param waiters most callers of {@code shipped} at a time; further ones fail at once
 * @param retryInitial wait after a first failure; it doubles with each further one
 * @param retryMax longest wait
 * @param markInterval how often, at most, the confirmed position is written down
 */
public record ShipperSettings(
    int lists,
    int listLength,
    int readAhead,
    int expediteScan,
    int waiters,
    Duration retryInitial,
    Duration retryMax,
    Duration markInterval) {
  private static final double JITTER = 0.2;
  private static final Set<String> KEYS =
      Set.of(
          "lists",
          "list-length",
          "read-ahead",
          "expedite-scan",
          "waiters",
          "retry-initial",
          "retry-max",
          "mark-interval");

  public ShipperSettings {
    require(lists >= 1, "shipper.lists must be at least 1, got " + lists);
    require(listLength >= 1, "shipper.list-length must be at least 1, got " + listLength);
    require(
        readAhead >= listLength,
        "shipper.read-ahead must be at least list-length (" + listLength + "), got " + readAhead);
    require(expediteScan >= 0, "shipper.expedite-scan must be at least 0, got " + expediteScan);
    require(waiters >= 1, "shipper.waiters must be at least 1, got " + waiters);
    require(retryInitial.isPositive(), "shipper.retry-initial must be more than zero");
    require(
        retryMax.compareTo(retryInitial) >= 0,
        "shipper.retry-max must be at least retry-initial (" + retryInitial + ")");
    require(markInterval.isPositive(), "shipper.mark-interval must be more than zero");
  }

  static ShipperSettings from(Config shipper) {
    HitLogSettings.refuseUnknown(shipper, KEYS);
    return new ShipperSettings(
        shipper.getInt("lists"),
        shipper.getInt("list-length"),
        shipper.getInt("read-ahead"),
        shipper.getInt("expedite-scan"),
        shipper.getInt("waiters"),
        shipper.getDuration("retry-initial"),
        shipper.getDuration("retry-max"),
        shipper.getDuration("mark-interval"));
  }

  /** How long to wait after that many failures in a row. */
  Duration delayAfter(int failures, RandomGenerator random) {
    var growth = Math.pow(2, Math.min(failures, 30) - 1.0);
    var micros = Math.min(retryInitial.toMillis() * 1000 * growth, retryMax.toMillis() * 1000.0);
    var jitter = 1 + JITTER * (2 * random.nextDouble() - 1);
    return Duration.ofNanos(Math.max(1000, Math.round(micros * jitter * 1000)));
  }
}
