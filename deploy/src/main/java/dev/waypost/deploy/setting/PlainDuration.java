package dev.waypost.deploy.setting;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them in settings: {@code 5 minutes}, not {@code PT5M}. */
final class PlainDuration {
  private static final Pattern ISO = Pattern.compile("\\bPT[-0-9.HMS]*[HMS]\\b");

  private record Unit(long millis, String name) {}

  private static final List<Unit> UNITS =
      List.of(new Unit(3_600_000, "hours"), new Unit(60_000, "minutes"), new Unit(1_000, "s"));

  private PlainDuration() {}

  /** The text with every ISO 8601 duration in it replaced. */
  static String in(String text) {
    return ISO.matcher(text).replaceAll(found -> Matcher.quoteReplacement(plain(found.group())));
  }

  private static String plain(String iso) {
    try {
      return plain(Duration.parse(iso).toMillis());
    } catch (DateTimeParseException e) {
      return iso;
    }
  }

  /** In the largest unit that it is a whole number of. */
  private static String plain(long millis) {
    return UNITS.stream()
        .filter(unit -> millis != 0 && millis % unit.millis() == 0)
        .findFirst()
        .map(unit -> millis / unit.millis() + " " + unit.name())
        .orElse(millis + " ms");
  }
}
