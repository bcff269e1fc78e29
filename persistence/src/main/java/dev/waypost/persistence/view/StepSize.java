package dev.waypost.persistence.view;

import java.time.Duration;

/**
 * How many events the next step takes: more when there was more than it took, fewer when it took
 * long or failed. For one thread after the other.
 */
final class StepSize {
  /** A step that takes longer makes the next one smaller: others wait for the same lane. */
  private static final Duration LONG = Duration.ofMillis(500);

  private static final int SHRINK = 8;

  private final int usual;
  private final int most;
  private volatile int events;

  StepSize(int usual, int most) {
    this.usual = usual;
    this.most = most;
    this.events = usual;
  }

  int events() {
    return events;
  }

  void done(int taken, Duration took) {
    if (took.compareTo(LONG) > 0) {
      events = Math.max(1, events / 2);
    } else if (taken < events) {
      events = usual;
    } else {
      events = (int) Math.min(most, events * 2L);
    }
  }

  /** Smaller steps find the event that it fails for. */
  void failed() {
    events = Math.max(1, events / SHRINK);
  }
}
