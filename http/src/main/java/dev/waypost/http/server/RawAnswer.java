package dev.waypost.http.server;

import dev.waypost.http.json.ProblemJson;
import dev.waypost.http.problem.Problem;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.util.ByteString;

/** A problem as bytes, for callers whose request has not been read: the last word on a line. */
final class RawAnswer {
  private RawAnswer() {}

  static ByteString of(Problem problem, String requestId) {
    var reason = StatusCodes.get(problem.status()).reason();
    var body = ProblemJson.write(problem, reason);
    var head = new StringBuilder("HTTP/1.1 ");
    head.append(problem.status()).append(' ').append(reason).append("\r\n");
    problem.headers().forEach((name, value) -> line(head, name, value));
    Exchange.SECURITY.forEach((name, value) -> line(head, name, value));
    line(head, "Request-Id", requestId);
    line(head, "Connection", "close");
    line(head, "Content-Type", "application/problem+json");
    line(head, "Content-Length", "" + body.length);
    head.append("\r\n");
    return ByteString.fromArray(head.toString().getBytes(StandardCharsets.US_ASCII))
        .concat(ByteString.fromArrayUnsafe(body));
  }

  private static void line(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
}
