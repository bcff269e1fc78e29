package dev.waypost.http.intake;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What to say of a header row that cannot be used. A cell is repeated only when it can be a name: a
 * file without a header begins with somebody's data.
 */
final class CsvHeader {
  private static final Pattern SAYABLE = Pattern.compile("[\\p{L}\\p{N}_.$ ;|/-]{1,64}");
  private static final int SHOWN_MAX = 20;
  private static final String WANTED = "the header row names no column email";

  private CsvHeader() {}

  static String withoutEmail(List<String> columns) {
    if (columns.stream().anyMatch(c -> c.indexOf('@') >= 0)) {
      return "the first line holds an address: put a header row such as id,email,_name before it";
    }
    return WANTED + "; found: " + shown(columns) + remedy(columns).map(r -> ": " + r).orElse("");
  }

  /** The columns as they stand there. */
  static String shown(List<String> columns) {
    var names =
        columns.stream()
            .limit(SHOWN_MAX)
            .map(c -> SAYABLE.matcher(c).matches() ? c : "(not a name)")
            .collect(Collectors.joining(", "));
    return columns.size() > SHOWN_MAX ? names + ", ..." : names;
  }

  private static Optional<String> remedy(List<String> columns) {
    for (var separator : List.of(";", "\t", "|")) {
      if (columns.stream().anyMatch(c -> c.contains(separator))) {
        var named = separator.equals("\t") ? "tabs" : separator;
        return Optional.of("separate the cells of every line by commas instead of " + named);
      }
    }
    return columns.stream()
        .filter(c -> c.strip().replace("-", "").equalsIgnoreCase("email"))
        .findFirst()
        .map(c -> "write " + shown(List.of(c)) + " as email (small letters, no spaces)");
  }
}
