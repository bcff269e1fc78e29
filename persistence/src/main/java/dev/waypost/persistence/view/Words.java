package dev.waypost.persistence.view;

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
    var words = value.name().split("_", -1);
    var text = new StringBuilder(words[0].toLowerCase(Locale.ROOT));
    for (var i = 1; i < words.length; i++) {
      text.append(words[i].charAt(0)).append(words[i].substring(1).toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }

  static String of(Instant time) {
    return TIME.format(time);
  }
}
