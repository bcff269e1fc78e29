package dev.waypost.http.page;

import java.util.Locale;
import java.util.Optional;

/** A language that the pages speak; the first is spoken to all who ask for none of them. */
public enum Language {
  ENGLISH("en"),
  HUNGARIAN("hu");

  /** Languages of a request that are looked at; the others are ignored. */
  private static final int RANGES_MAX = 20;

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  public String tag() {
    return tag;
  }

  /** The one with the highest weight in an Accept-Language; the first named wins a tie. */
  public static Language preferred(Optional<String> acceptLanguage) {
    var best = ENGLISH;
    var bestWeight = 0.0;
    for (var range : acceptLanguage.orElse("").split(",", RANGES_MAX)) {
      var parts = range.split(";", 2);
      var weight = parts.length == 1 ? 1.0 : weight(parts[1]);
      var language = of(parts[0]);
      if (language.isPresent() && weight > bestWeight) {
        best = language.get();
        bestWeight = weight;
      }
    }
    return best;
  }

  private static Optional<Language> of(String range) {
    var primary = range.strip().toLowerCase(Locale.ROOT).split("-", 2)[0];
    for (var language : values()) {
      if (language.tag.equals(primary)) {
        return Optional.of(language);
      }
    }
    return Optional.empty();
  }

  /** Of {@code q=0.8}; 0 if it does not read like that. */
  private static double weight(String parameter) {
    var text = parameter.replace(" ", "");
    return text.matches("q=[01](\\.\\d{0,3})?") ? Double.parseDouble(text.substring(2)) : 0;
  }
}
