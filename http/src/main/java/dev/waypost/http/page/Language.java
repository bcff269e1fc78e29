package dev.waypost.http.page;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A language that the pages speak; the first is spoken to all who ask for none of them. */
public enum Language {
  ENGLISH("en"),
  HUNGARIAN("hu");

  /** Languages of a request that are looked at; the others are ignored. */
  private static final int RANGES_MAX = 20;

  private static final Pattern WEIGHT =
      Pattern.compile("q=(0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?)", Pattern.CASE_INSENSITIVE);

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  public String tag() {
    return tag;
  }

  /**
   * The one with the highest weight in an Accept-Language; the first named wins a tie. {@code *}
   * weighs for all that are not named. A language that the request rules out is spoken only if no
   * other is left.
   */
  public static Language preferred(Optional<String> acceptLanguage) {
    Map<Language, Double> named = new EnumMap<>(Language.class);
    var order = new ArrayList<Language>();
    var others = 0.0;
    for (var range : ranges(acceptLanguage.orElse(""))) {
      var parts = range.split(";", 2);
      var weight = parts.length == 1 ? 1.0 : weight(parts[1]);
      var primary = parts[0].strip().toLowerCase(Locale.ROOT).split("-", 2)[0];
      if (primary.equals("*")) {
        others = Math.max(others, weight);
      }
      for (var language : values()) {
        if (language.tag.equals(primary)) {
          named.merge(language, weight, Math::max);
          order.add(language);
        }
      }
    }
    order.addAll(List.of(values()));
    var best = ENGLISH;
    var bestWeight = 0.0;
    for (var language : order) {
      var weight = named.getOrDefault(language, others);
      if (weight > bestWeight) {
        best = language;
        bestWeight = weight;
      }
    }
    return best;
  }

  private static List<String> ranges(String acceptLanguage) {
    var ranges = acceptLanguage.split(",", RANGES_MAX + 1);
    return List.of(ranges).subList(0, Math.min(RANGES_MAX, ranges.length));
  }

  /** Of {@code q=0.8}; 0 if it does not read like that. */
  private static double weight(String parameter) {
    var weight = WEIGHT.matcher(parameter.replace(" ", "").replace("\t", ""));
    return weight.matches() ? Double.parseDouble(weight.group(1)) : 0;
  }
}
