package dev.waypost.http.server;

import dev.waypost.http.problem.Problem;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * What is no HTTP that we understand gets a problem, too. Named in the settings of the server,
 * which makes it; its port is found through the {@link PortLog}.
 */
public final class MalformedRequest extends ParsingErrorHandler {
  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
    // The detail of the parser repeats what was sent, so it is not told.
    var problem =
        switch (status.intValue()) {
          case 400 -> Problem.unreadable("this is no HTTP request that can be read");
          case 413 -> Problem.tooLarge("the body is too large");
          case 414 -> Problem.uriTooLong();
          case 431 -> Problem.headTooLarge("there are too many headers, or one is too long");
          case 501 -> Problem.blank(501, "no method of that name is known here");
          case 505 -> Problem.blank(505, "speak HTTP/1.1");
          default -> Problem.blank(status.intValue(), "this request cannot be read");
        };
    if (log instanceof PortLog port) {
      port.instruments().counters().count(PortCounter.UNREADABLE);
      return Exchange.sealed(Answers.problem(problem), port.instruments().nextRequestId());
    }
    throw new IllegalStateException("a server without a port log: " + log);
  }
}
