package dev.waypost.engine.send;

import dev.waypost.engine.delivery.Pace;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Says when the next attempt may begin. What a timer comes too late for is made up for, but no more
 * than {@link #SLACK} of it: after a rest there is no rush. Belongs to one actor.
 */
final class Pacer {
  /** Timers are some milliseconds late; a fast pace has to hold all the same. */
  static final Duration SLACK = Duration.ofMillis(100);

  private final long intervalNanos;
  private final LongSupplier nanos;
  private long next;

  /**
   * @param pace empty: at any time
   * @param nanos a monotonic clock
   */
  Pacer(Optional<Pace> pace, LongSupplier nanos) {
    this.intervalNanos = pace.map(p -> p.interval().toNanos()).orElse(0L);
    this.nanos = nanos;
    this.next = nanos.getAsLong();
  }

  /** How long until the next may begin; zero when it may now. */
  Duration rest() {
    return Duration.ofNanos(Math.max(0, next - nanos.getAsLong()));
  }

  /** One begins. */
  void begin() {
    var earliest = nanos.getAsLong() - SLACK.toNanos();
    next = (next - earliest < 0 ? earliest : next) + intervalNanos;
  }
}
