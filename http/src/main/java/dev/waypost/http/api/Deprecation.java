package dev.waypost.http.api;

import dev.waypost.http.server.Answers;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * A request that will not be answered for ever. Its answers say so in {@code Deprecation} (RFC
 * 9745), {@code Sunset} (RFC 8594) and a {@code Link} to what to do instead; the document marks it
 * {@code deprecated}.
 *
 * @param template as in {@link Routes}
 * @param since when it was declared
 * @param sunset not before when it goes away, once that is known
 * @param more a page that says what to do instead
 */
record Deprecation(
    HttpMethod method, String template, Instant since, Optional<Instant> sunset, URI more) {
  /** All there are. Nothing is on its way out. */
  static final List<Deprecation> TODAY = List.of();

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

  /** The answer, with what it has to say of the request's future. */
  static HttpResponse announce(
      List<Deprecation> all, HttpMethod method, Route route, HttpResponse response) {
    return all.stream()
        .filter(d -> d.method().equals(method) && d.template().equals(route.template()))
        .findFirst()
        .map(d -> d.announce(response))
        .orElse(response);
  }

  private HttpResponse announce(HttpResponse response) {
    var headers = new HashMap<String, String>();
    headers.put("Deprecation", "@" + since.getEpochSecond());
    headers.put("Link", "<" + more + ">; rel=\"deprecation\"");
    sunset.ifPresent(at -> headers.put("Sunset", HTTP_DATE.format(at)));
    return Answers.with(response, headers);
  }
}
