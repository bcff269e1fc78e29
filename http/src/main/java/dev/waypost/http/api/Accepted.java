package dev.waypost.http.api;

import java.util.Locale;
import java.util.Optional;

/** What a caller wants a list as. */
final class Accepted {
  private static final String CSV = "text/csv";
  private static final String NDJSON = "application/x-ndjson";

  private Accepted() {}

  /** Whether CSV is named, and NDJSON is not or weighs less. */
  static boolean prefersCsv(Optional<String> accept) {
    var wish = accept.orElse("").toLowerCase(Locale.ROOT).replace(" ", "");
    return weight(wish, CSV) > weight(wish, NDJSON);
  }

  private static double weight(String accept, String type) {
    for (var range : accept.split(",")) {
      var parts = range.split(";");
      if (parts[0].equals(type)) {
        return weight(parts);
      }
    }
    return 0;
  }

  private static double weight(String[] parts) {
    for (var part : parts) {
      if (part.matches("q=[01](\\.[0-9]{0,3})?")) {
        return Double.parseDouble(part.substring(2));
      }
    }
    return 1;
  }
}
