package dev.waypost.http.api;

import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which versions a caller has already (RFC 9110 section 13.1.2).
 *
 * @param tags without {@code W/}: the comparison is weak; {@code *} stands for any
 */
record IfNoneMatch(Set<String> tags) {
  private static final Pattern TAG = Pattern.compile("(?:W/)?(\"[^\"]*\")");

  static IfNoneMatch of(Optional<String> header) {
    var tags = new HashSet<String>();
    for (var part : header.map(h -> h.split(",", -1)).orElseGet(() -> new String[0])) {
      var tag = TAG.matcher(part.strip());
      if (tag.matches()) {
        tags.add(String.valueOf(tag.group(1)));
      } else if (part.strip().equals("*")) {
        tags.add("*");
      } else {
        throw new Refusal(
            Problem.unreadable("If-None-Match must be * or entity tags such as \"v1\""));
      }
    }
    return new IfNoneMatch(Set.copyOf(tags));
  }

  /** Whether the caller has the version of that tag. */
  boolean names(String tag) {
    return tags.contains(tag) || tags.contains("*");
  }
}
