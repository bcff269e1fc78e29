package dev.waypost.persistence.view;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * How long the event stream keeps what it told; {@code waypost.view.stream} of reference.conf says
 * what each value does.
 *
 * @param retention age at which events leave the stream, 1 hour to 10 years
 * @param sweepEvery how often it is looked for such events
 * @param sweepAtOnce most of them that go in one transaction
 */
public record StreamSettings(Duration retention, Duration sweepEvery, int sweepAtOnce) {
  private static final String RETENTION = "retention";
  private static final String SWEEP_EVERY = "sweep-every";
  private static final String SWEEP_AT_ONCE = "sweep-at-once";
  private static final Set<String> KEYS = Set.of(RETENTION, SWEEP_EVERY, SWEEP_AT_ONCE);
  private static final Duration RETENTION_MIN = Duration.ofHours(1);
  private static final Duration RETENTION_MAX = Duration.ofDays(3660);
  private static final int AT_ONCE_MAX = 100_000;

  public StreamSettings {
    if (!(retention.compareTo(RETENTION_MIN) >= 0 && retention.compareTo(RETENTION_MAX) <= 0)) {
      throw new IllegalArgumentException(
          "stream.retention is 1 hour to 3660 days, got " + retention);
    }
    if (!sweepEvery.isPositive()) {
      throw new IllegalArgumentException(
          "stream.sweep-every is longer than nothing, got " + sweepEvery);
    }
    if (!(sweepAtOnce >= 1 && sweepAtOnce <= AT_ONCE_MAX)) {
      throw new IllegalArgumentException(
          "stream.sweep-at-once is 1.." + AT_ONCE_MAX + ", got " + sweepAtOnce);
    }
  }

  /** Reads {@code waypost.view.stream}; refuses keys that it does not know. */
  public static StreamSettings from(Config config) {
    var unknown = new TreeSet<>(config.root().keySet());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new ConfigException.Generic(
          "unknown keys " + unknown + " in waypost.view.stream; known are " + new TreeSet<>(KEYS));
    }
    return new StreamSettings(
        config.getDuration(RETENTION),
        config.getDuration(SWEEP_EVERY),
        config.getInt(SWEEP_AT_ONCE));
  }
}
