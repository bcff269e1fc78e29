package dev.waypost.http.server;

import dev.waypost.http.json.ProblemJson;
import dev.waypost.http.problem.Problem;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Answers in the forms that we use. */
public final class Answers {
  /** Rows of JSON, one a line. */
  public static final ContentType NDJSON = ContentTypes.parse("application/x-ndjson");

  private static final ContentType PROBLEM = ContentTypes.parse("application/problem+json");

  private Answers() {}

  public static HttpResponse json(int status, byte[] body) {
    return of(status, ContentTypes.APPLICATION_JSON, body);
  }

  public static HttpResponse problem(Problem problem) {
    var reason = StatusCodes.get(problem.status()).reason();
    return with(
        of(problem.status(), PROBLEM, ProblemJson.write(problem, reason)), problem.headers());
  }

  /** Nothing but a status. */
  public static HttpResponse empty(int status) {
    return HttpResponse.create().withStatus(StatusCodes.get(status));
  }

  public static HttpResponse of(int status, ContentType type, byte[] body) {
    return HttpResponse.create()
        .withStatus(StatusCodes.get(status))
        .withEntity(HttpEntities.create(type, body));
  }

  /** Adds headers that the answer does not have yet. */
  public static HttpResponse withDefaults(HttpResponse response, Map<String, String> headers) {
    var missing = new HashMap<>(headers);
    missing.keySet().removeIf(name -> response.getHeader(name).isPresent());
    return with(response, missing);
  }

  public static HttpResponse with(HttpResponse response, Map<String, String> headers) {
    var more =
        headers.entrySet().stream()
            .<HttpHeader>map(h -> RawHeader.create(h.getKey(), h.getValue()))
            .toList();
    return response.addHeaders(more);
  }
}
