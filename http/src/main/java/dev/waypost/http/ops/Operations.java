package dev.waypost.http.ops;

import dev.waypost.http.json.HealthJson;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.PublicNames;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.server.Answers;
import dev.waypost.http.server.Inbound;
import dev.waypost.http.server.Instruments;
import dev.waypost.http.server.Listener;
import dev.waypost.http.server.ListenerSettings;
import dev.waypost.http.server.Listening;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * {@code /health/live}, {@code /health/ready} and {@code /metrics}, on a port of their own or
 * beside something else.
 */
public final class Operations {
  private static final ContentType PROMETHEUS =
      ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

  private final Supplier<String> metrics;
  private final Supplier<Readiness> readiness;

  /**
   * @param metrics the text format of Prometheus
   * @param readiness of this node's roles; must not block
   */
  public Operations(Supplier<String> metrics, Supplier<Readiness> readiness) {
    this.metrics = metrics;
    this.readiness = readiness;
  }

  /** Opens a port for these alone. */
  public CompletionStage<Listening> open(
      ListenerSettings settings, ClassicActorSystemProvider system, Instruments instruments) {
    return Listener.open(
        settings,
        system,
        instruments,
        request ->
            answer(request)
                .orElseGet(
                    () ->
                        CompletableFuture.failedFuture(
                            new Refusal(Problem.notFound("there is nothing here")))));
  }

  /** The answer, if this is one of ours. */
  public Optional<CompletionStage<HttpResponse>> answer(Inbound request) {
    return switch (String.join("/", request.target().rawPath())) {
      case "health/live" -> Optional.of(get(request, () -> health(Readiness.OK)));
      case "health/ready" -> Optional.of(get(request, () -> health(readiness.get())));
      case "metrics" -> Optional.of(get(request, this::metrics));
      default -> Optional.empty();
    };
  }

  private static CompletionStage<HttpResponse> get(Inbound request, Supplier<HttpResponse> answer) {
    if (!request.method().equals(HttpMethods.GET)) {
      throw new Refusal(Problem.methodNotAllowed("GET, HEAD"));
    }
    return CompletableFuture.completedFuture(answer.get());
  }

  private HttpResponse metrics() {
    return Answers.of(200, PROMETHEUS, metrics.get().getBytes(StandardCharsets.UTF_8));
  }

  private static HttpResponse health(Readiness readiness) {
    var body = HealthJson.write(PublicNames.of(readiness.state()), readiness.reasons());
    return readiness.state() == Readiness.State.UNAVAILABLE
        ? Answers.with(Answers.json(503, body), Map.of("Retry-After", "5"))
        : Answers.json(200, body);
  }
}
