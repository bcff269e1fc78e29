package dev.waypost.engine.recipient;

import dev.waypost.engine.delivery.WhenInDoubt;
import java.time.Duration;
import java.time.Instant;

/**
 * What is remembered of a mailing's attempts.
 *
 * @param number of the last attempt, 0 before the first
 * @param date the Date header, the same on every try; the time of the first attempt
 * @param since when the give-up clock began: at the first attempt, or when somebody asked for
 *     another one
 * @param pausedBefore how long the campaign had been paused when the first attempt began
 */
public record Tries(
    int number, Instant date, Instant since, Duration pausedBefore, WhenInDoubt whenInDoubt) {
  public Tries {
    if (!(number >= 0)) {
      throw new IllegalArgumentException("tries must be >= 0, got " + number);
    }
  }

  /** How much of the give-up time is used up. */
  Duration elapsed(Instant now, Duration pausedFor) {
    return Duration.between(since, now).minus(pausedFor.minus(pausedBefore));
  }

  /** The same tries with the give-up clock begun anew. */
  Tries since(Instant now) {
    return new Tries(number, date, now, pausedBefore, whenInDoubt);
  }
}
