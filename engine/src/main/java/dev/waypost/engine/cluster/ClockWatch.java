package dev.waypost.engine.cluster;

import dev.waypost.engine.recipient.Recipient.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Compares the wall clock with a monotonic one. When they have drifted apart by more than five
 * minutes in steps, expiry is suspended: a wrong clock must not make mailings give up. Looked at
 * every few seconds; slow drift, as of NTP, is no step. Safe for many readers, one caller of {@link
 * #look}.
 */
final class ClockWatch {
  private static final Duration TOLERATED = Duration.ofMinutes(5);

  /** Less than this between two looks is drift or a late look. */
  private static final Duration STEP_MIN = Duration.ofSeconds(2);

  private final InstantSource wall;
  private final LongSupplier nanos;
  private Instant lastWall;
  private long lastNanos;
  private Duration stepped = Duration.ZERO;
  private volatile Expiry expiry = Expiry.ACTIVE;

  ClockWatch(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    this.lastWall = wall.instant();
    this.lastNanos = nanos.getAsLong();
  }

  /** Takes a look; says what holds from now on. */
  Expiry look() {
    var now = wall.instant();
    var nowNanos = nanos.getAsLong();
    var step = Duration.between(lastWall, now).minusNanos(nowNanos - lastNanos);
    lastWall = now;
    lastNanos = nowNanos;
    if (step.abs().compareTo(STEP_MIN) > 0) {
      stepped = stepped.plus(step);
    }
    expiry = stepped.abs().compareTo(TOLERATED) > 0 ? Expiry.SUSPENDED : Expiry.ACTIVE;
    return expiry;
  }

  Expiry expiry() {
    return expiry;
  }
}
