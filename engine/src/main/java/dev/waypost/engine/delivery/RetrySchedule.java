package dev.waypost.engine.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a deferred mailing is tried again: {@code initial * factor^(tries - 1)}, at most {@code
 * max}, with jitter of up to a fifth in both directions, until {@code giveUp} has passed since the
 * first attempt (pauses not counted).
 *
 * @param initial wait after the first try, more than zero
 * @param factor growth per try, at least 1
 * @param max longest wait, at least {@code initial}
 * @param giveUp time after the first attempt at which no further try is made, at least {@code
 *     initial}
 */
public record RetrySchedule(Duration initial, double factor, Duration max, Duration giveUp) {
  private static final double JITTER = 0.2;

  public RetrySchedule {
    if (!(initial.isPositive())) {
      throw new IllegalArgumentException("retry.initial must be more than zero, got " + initial);
    }
    if (!(factor >= 1 && factor <= 100)) {
      throw new IllegalArgumentException("retry.factor must be 1..100, got " + factor);
    }
    if (!(max.compareTo(initial) >= 0)) {
      throw new IllegalArgumentException(
          "retry.max must be at least retry.initial (" + initial + "), got " + max);
    }
    if (!(giveUp.compareTo(initial) >= 0)) {
      throw new IllegalArgumentException(
          "retry.give-up must be at least retry.initial (" + initial + "), got " + giveUp);
    }
  }

  /** How long to wait after that many tries. */
  public Duration delayAfter(int tries, RandomGenerator random) {
    if (!(tries >= 1)) {
      throw new IllegalArgumentException("tries count from 1, got " + tries);
    }
    var millis = Math.min(initial.toMillis() * Math.pow(factor, tries - 1.0), max.toMillis());
    var jitter = 1 + JITTER * (2 * random.nextDouble() - 1);
    return Duration.ofMillis(Math.max(1, Math.round(millis * jitter)));
  }

  /** Whether the time is up after so much of it (pauses not counted). */
  public boolean givesUpAfter(Duration sinceFirstAttempt) {
    return sinceFirstAttempt.compareTo(giveUp) >= 0;
  }
}
