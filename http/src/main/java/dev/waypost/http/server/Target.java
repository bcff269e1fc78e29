package dev.waypost.http.server;

import dev.waypost.http.problem.InputFault;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a request goes, as it was written: path segments and parameters still percent-encoded, so
 * that an encoded slash stays within its segment.
 */
public record Target(List<String> rawPath, Map<String, String> rawParameters) {
  private static final Pattern AUTHORITY = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/?]*");
  private static final Refusal MALFORMED =
      new Refusal(Problem.unreadable("the path or a parameter is not UTF-8 in percent-encoding"));

  public Target {
    rawPath = List.copyOf(rawPath);
    rawParameters = Map.copyOf(rawParameters);
  }

  /**
   * What a request line names.
   *
   * @param raw in any form of RFC 9112 section 3.2; a host in it is ignored, dots stay dots
   */
  static Target of(String raw) {
    var target = AUTHORITY.matcher(raw).replaceFirst("");
    var mark = target.indexOf('?');
    var path = mark < 0 ? target : target.substring(0, mark);
    var segments = Arrays.asList(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1));
    var parameters = new HashMap<String, String>();
    var query = mark < 0 ? "" : target.substring(mark + 1);
    for (var pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      var equals = pair.indexOf('=');
      var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      if (parameters.put(name, equals < 0 ? "" : pair.substring(equals + 1)) != null) {
        throw new Refusal(
            Problem.invalid(InputFault.parameter(name, "repeated", "a parameter comes once")));
      }
    }
    return new Target(segments, parameters);
  }

  /** The decoded segments. */
  public List<String> path() {
    return rawPath.stream().map(Target::decoded).toList();
  }

  /** A parameter as forms write it: plus is a space. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(rawParameters.get(name)).map(v -> decoded(v.replace("+", "%20")));
  }

  /** A parameter in which plus is plus, as in addresses. */
  public Optional<String> literalParameter(String name) {
    return Optional.ofNullable(rawParameters.get(name)).map(Target::decoded);
  }

  /** Refuses parameters other than these. */
  public void allowParameters(Set<String> known) {
    var faults =
        rawParameters.keySet().stream()
            .filter(name -> !known.contains(name))
            .sorted()
            .map(name -> InputFault.parameter(name, "unknown", "unknown parameter"))
            .toList();
    if (!faults.isEmpty()) {
      throw new Refusal(Problem.invalid("unknown parameter: see errors", faults));
    }
  }

  private static String decoded(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    var from = raw.getBytes(StandardCharsets.UTF_8);
    var to = ByteBuffer.allocate(from.length);
    for (var i = 0; i < from.length; i++) {
      if (from[i] != '%') {
        to.put(from[i]);
        continue;
      }
      if (i + 2 >= from.length) {
        throw MALFORMED;
      }
      to.put((byte) (16 * digit(from[i + 1]) + digit(from[i + 2])));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(to.flip()).toString();
    } catch (CharacterCodingException e) {
      throw MALFORMED;
    }
  }

  private static int digit(byte b) {
    var digit = Character.digit(b, 16);
    if (digit < 0) {
      throw MALFORMED;
    }
    return digit;
  }
}
