package dev.waypost.http.api;

import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which versions a caller wants to replace (RFC 9110 section 13.1.1). */
sealed interface IfMatch {
  /** It does not care. */
  record Nothing() implements IfMatch {}

  /** Whatever there is, but something. */
  record Anything() implements IfMatch {}

  /** One of these; tags that are not ours match nothing. */
  record Versions(Set<Integer> numbers) implements IfMatch {}

  Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"");
  Pattern OURS = Pattern.compile("v([1-9][0-9]{0,8})");

  static String tag(int version) {
    return "\"v" + version + "\"";
  }

  static IfMatch of(Optional<String> header) {
    return header.map(IfMatch::parse).orElseGet(Nothing::new);
  }

  private static IfMatch parse(String header) {
    if (header.strip().equals("*")) {
      return new Anything();
    }
    var numbers = new HashSet<Integer>();
    for (var part : header.split(",", -1)) {
      var tag = TAG.matcher(part.strip());
      if (!tag.matches()) {
        throw new Refusal(Problem.unreadable("If-Match must be * or entity tags such as \"v1\""));
      }
      // A weak tag never matches here: the comparison is strong.
      var ours = OURS.matcher(String.valueOf(tag.group(2)));
      if (tag.group(1) == null && ours.matches()) {
        numbers.add(Integer.valueOf(String.valueOf(ours.group(1))));
      }
    }
    return new Versions(Set.copyOf(numbers));
  }
}
