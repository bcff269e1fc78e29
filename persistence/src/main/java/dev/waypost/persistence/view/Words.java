package dev.waypost.persistence.view;

import dev.waypost.engine.report.PublicName;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** What values are called in public: camel case; times in RFC 3339, UTC, with milliseconds. */
final class Words {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private Words() {}

  static String of(Enum<?> value) {
    return PublicName.of(value);
  }

  static String of(Instant time) {
    return TIME.format(time);
  }
}
