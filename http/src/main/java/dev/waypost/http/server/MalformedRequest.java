package dev.waypost.http.server;

import dev.waypost.http.problem.Problem;
import java.util.UUID;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * What is no HTTP that we understand gets a problem, too. Named in the settings of the server,
 * which makes it; so it numbers requests by itself.
 */
public final class MalformedRequest extends ParsingErrorHandler {
  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
    // The detail of the parser repeats what was sent, so it is not told.
    var problem =
        switch (status.intValue()) {
          case 413 -> Problem.tooLarge("the body is too large");
          case 400 -> Problem.unreadable("this is no HTTP request that can be read");
          default -> Problem.blank(status.intValue(), "this request cannot be read");
        };
    return Exchange.sealed(Answers.problem(problem), UUID.randomUUID().toString());
  }
}
