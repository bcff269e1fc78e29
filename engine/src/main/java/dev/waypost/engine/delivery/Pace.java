package dev.waypost.engine.delivery;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How many attempts may begin in a time, spread evenly over it. Printed as {@code 600 per minute}.
 *
 * @param mails 1..1,000,000
 */
public record Pace(int mails, Unit per) {
  private static final int MAILS_MAX = 1_000_000;
  private static final Pattern FORM = Pattern.compile("([0-9]{1,7}) per (second|minute|hour)");

  /** The time that they are spread over. */
  public enum Unit {
    SECOND(Duration.ofSeconds(1)),
    MINUTE(Duration.ofMinutes(1)),
    HOUR(Duration.ofHours(1));

    private final Duration length;

    Unit(Duration length) {
      this.length = length;
    }
  }

  public Pace {
    if (!(mails >= 1 && mails <= MAILS_MAX)) {
      throw new IllegalArgumentException("a pace is 1.." + MAILS_MAX + " mails, got " + mails);
    }
  }

  /**
   * Reads what {@link #toString} prints.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Pace parse(String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException(
          "a pace is a number per second, minute or hour, as in \"600 per minute\", got \""
              + text
              + "\"");
    }
    var unit =
        switch (match.group(2)) {
          case "second" -> Unit.SECOND;
          case "minute" -> Unit.MINUTE;
          case "hour" -> Unit.HOUR;
          default -> throw new IllegalStateException("the form has no other unit");
        };
    return new Pace(Integer.parseInt(match.group(1)), unit);
  }

  /** From one attempt to the next. */
  public Duration interval() {
    return Duration.ofNanos(per.length.toNanos() / mails);
  }

  @Override
  public String toString() {
    return mails
        + " per "
        + switch (per) {
          case SECOND -> "second";
          case MINUTE -> "minute";
          case HOUR -> "hour";
        };
  }
}
