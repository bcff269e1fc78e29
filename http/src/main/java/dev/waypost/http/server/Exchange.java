package dev.waypost.http.server;

import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.problem.Refusals;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer, whatever happens between. */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  /** Unless the answer says otherwise. */
  private static final Map<String, String> SECURITY =
      Map.of(
          "Cache-Control", "no-store",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "Referrer-Policy", "no-referrer",
          "X-Content-Type-Options", "nosniff");

  private final Function<Inbound, CompletionStage<HttpResponse>> answers;
  private final RandomGenerator random;
  private final Materializer materializer;

  Exchange(
      Function<Inbound, CompletionStage<HttpResponse>> answers,
      RandomGenerator random,
      Materializer materializer) {
    this.answers = answers;
    this.random = random;
    this.materializer = materializer;
  }

  CompletionStage<HttpResponse> answer(HttpRequest request) {
    var id = HexFormat.of().toHexDigits(random.nextLong());
    try {
      var inbound = new Inbound(request, materializer);
      return answer(inbound)
          .exceptionally(failure -> Answers.problem(problem(failure, id)))
          .thenCompose(response -> inbound.settle().thenApply(done -> sealed(response, id)));
    } catch (Refusal refusal) {
      return CompletableFuture.completedFuture(sealed(Answers.problem(refusal.problem()), id));
    }
  }

  /** The answer with what every answer has. */
  static HttpResponse sealed(HttpResponse response, String requestId) {
    return Answers.with(Answers.withDefaults(response, SECURITY), Map.of("Request-Id", requestId));
  }

  private CompletionStage<HttpResponse> answer(Inbound inbound) {
    try {
      return answers.apply(inbound);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Problem problem(Throwable failure, String id) {
    return Refusals.of(failure)
        .orElseGet(
            () -> {
              LOG.error("request {} failed: a bug", id, Refusals.cause(failure));
              return Problem.internal();
            });
  }
}
