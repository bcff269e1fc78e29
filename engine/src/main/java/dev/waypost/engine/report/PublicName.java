package dev.waypost.engine.report;

import java.util.Locale;

/**
 * How enum constants are called in public, in answers, events and reasons: {@code IN_DOUBT} is
 * {@code inDoubt}.
 */
public final class PublicName {
  private PublicName() {}

  public static String of(Enum<?> constant) {
    var words = constant.name().toLowerCase(Locale.ROOT).split("_", -1);
    var name = new StringBuilder(words[0]);
    for (var i = 1; i < words.length; i++) {
      name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    return name.toString();
  }
}
