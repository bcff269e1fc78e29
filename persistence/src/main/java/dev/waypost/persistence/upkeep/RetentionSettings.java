package dev.waypost.persistence.upkeep;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The ages at which events may leave the journal; {@code waypost.retention} of reference.conf says
 * what each does. Nothing goes before somebody runs the command.
 *
 * @param recipientEvents of events of recipients, at least a day; empty: they stay
 * @param pageEvents of events of pages, at least a day; empty: they stay
 */
public record RetentionSettings(Optional<Duration> recipientEvents, Optional<Duration> pageEvents) {
  private static final String RECIPIENT_EVENTS = "recipient-events";
  private static final String PAGE_EVENTS = "page-events";
  private static final Set<String> KEYS = Set.of(RECIPIENT_EVENTS, PAGE_EVENTS);
  private static final String NEVER = "never";
  private static final Pattern AGE = Pattern.compile("\\d{1,9} ?[a-z]+");
  private static final Duration MIN = Duration.ofDays(1);

  public RetentionSettings {
    check(RECIPIENT_EVENTS, recipientEvents);
    check(PAGE_EVENTS, pageEvents);
  }

  private static void check(String key, Optional<Duration> age) {
    if (age.isPresent() && !(age.get().compareTo(MIN) >= 0)) {
      throw new IllegalArgumentException(
          "retention." + key + " is a day or more (\"1 day\"), or \"never\", got " + age.get());
    }
  }

  /** Reads {@code waypost.retention}; refuses keys that it does not know. */
  public static RetentionSettings from(Config config) {
    var unknown = new TreeSet<>(config.root().keySet());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new ConfigException.Generic(
          "unknown keys " + unknown + " in waypost.retention; known are " + new TreeSet<>(KEYS));
    }
    return new RetentionSettings(age(config, RECIPIENT_EVENTS), age(config, PAGE_EVENTS));
  }

  private static Optional<Duration> age(Config config, String key) {
    return config.getString(key).equals(NEVER)
        ? Optional.empty()
        : Optional.of(config.getDuration(key));
  }

  /**
   * The same with other ages, as a person types them.
   *
   * @param recipients empty: as it is here; so with {@code pages}
   * @throws IllegalArgumentException for a text that is no age
   */
  public RetentionSettings with(Optional<String> recipients, Optional<String> pages) {
    return new RetentionSettings(
        recipients.map(RetentionSettings::age).orElse(recipientEvents),
        pages.map(RetentionSettings::age).orElse(pageEvents));
  }

  private static Optional<Duration> age(String text) {
    if (!text.equals(NEVER) && !AGE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "an age is a number with its unit, as \"400 days\", or \"never\", got \"" + text + "\"");
    }
    try {
      return age(ConfigFactory.parseMap(Map.of(RECIPIENT_EVENTS, text)), RECIPIENT_EVENTS);
    } catch (ConfigException e) {
      throw new IllegalArgumentException("no age: \"" + text + "\"", e);
    }
  }
}
