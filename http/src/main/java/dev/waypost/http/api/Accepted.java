package dev.waypost.http.api;

import java.util.Locale;
import java.util.Optional;

/** In which form a caller wants an answer. */
final class Accepted {
  private static final String CSV = "text/csv";
  private static final String NDJSON = "application/x-ndjson";
  private static final String SERVER_SENT = "text/event-stream";

  private Accepted() {}

  /** Whether CSV is named, and NDJSON is not or weighs less. */
  static boolean prefersCsv(Optional<String> accept) {
    return weight(accept, CSV) > weight(accept, NDJSON);
  }

  /** Whether server-sent events are named, whatever else is. */
  static boolean namesServerSent(Optional<String> accept) {
    return weight(accept, SERVER_SENT) > 0;
  }

  private static double weight(Optional<String> accept, String type) {
    for (var range : accept.orElse("").toLowerCase(Locale.ROOT).replace(" ", "").split(",")) {
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
