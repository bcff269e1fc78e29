package dev.waypost.http.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.Materializer;

/** Opens ports. */
public final class Listener {
  private Listener() {}

  /**
   * Opens a port and answers what comes in.
   *
   * @param random numbers requests; for many threads
   * @param answers one request each; may throw, or fail
   * @return fails with {@link CannotListen}
   */
  public static CompletionStage<Listening> open(
      ListenerSettings settings,
      ClassicActorSystemProvider system,
      RandomGenerator random,
      Function<Inbound, CompletionStage<HttpResponse>> answers) {
    var exchange = new Exchange(answers, random, Materializer.matFromSystem(system));
    return Http.get(system)
        .newServerAt(settings.host(), settings.port())
        .withSettings(pekko(settings))
        .bind(exchange::answer)
        .thenApply(Listening::new)
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    new CannotListen(settings.host(), settings.port(), failure)));
  }

  private static ServerSettings pekko(ListenerSettings settings) {
    // Timeouts of requests are ours: a submission of a million rows takes its time.
    return ServerSettings.create(
        """
        pekko.http.server {
          server-header = ""
          default-host-header = "localhost"
          transparent-head-requests = on
          request-timeout = infinite
          idle-timeout = %d s
          linger-timeout = 10 s
          max-connections = %d
          backlog = 1024
          parsing {
            max-content-length = infinite
            max-uri-length = 8k
            illegal-header-warnings = off
            error-logging-verbosity = off
            error-handler = "%s"
          }
        }
        """
            .formatted(
                settings.idleTimeout().toSeconds(),
                settings.connectionsMax(),
                MalformedRequest.class.getName()));
  }
}
