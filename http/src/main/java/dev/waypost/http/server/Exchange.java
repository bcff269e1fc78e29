package dev.waypost.http.server;

import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.problem.Refusals;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer, whatever happens between. */
final class Exchange {
  /** What every answer has, unless it says otherwise. */
  static final Map<String, String> SECURITY =
      Map.of(
          "Cache-Control", "no-store",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "Referrer-Policy", "no-referrer",
          "X-Content-Type-Options", "nosniff");

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final Function<Inbound, CompletionStage<HttpResponse>> answers;
  private final PortSettings limits;
  private final Instruments instruments;
  private final Materializer materializer;

  Exchange(
      Function<Inbound, CompletionStage<HttpResponse>> answers,
      PortSettings limits,
      Instruments instruments,
      Materializer materializer) {
    this.answers = answers;
    this.limits = limits;
    this.instruments = instruments;
    this.materializer = materializer;
  }

  CompletionStage<HttpResponse> answer(HttpRequest request, Conversation conversation) {
    var id = instruments.nextRequestId();
    conversation.begin();
    instruments.counters().count(PortCounter.REQUESTS);
    return settled(request, conversation, id)
        .thenApply(response -> counted(sealed(response, id)))
        .thenApply(response -> last(response, conversation));
  }

  /** The answer, once what the caller still writes cannot make it get lost. */
  private CompletionStage<HttpResponse> settled(
      HttpRequest request, Conversation conversation, String id) {
    var inbound = new Inbound(request, conversation, materializer);
    return answer(request, inbound)
        .exceptionally(failure -> Answers.problem(problem(failure, id)))
        .thenApply(response -> returned(response, inbound, conversation))
        .thenCompose(response -> inbound.settle().thenApply(done -> response))
        .thenApply(response -> watched(response, conversation));
  }

  private void checkHead(HttpRequest request) {
    var count = 0;
    var bytes = 0L;
    for (var header : request.getHeaders()) {
      count++;
      bytes += header.name().length() + header.value().length();
    }
    if (count > limits.headers() || bytes > limits.headBytes()) {
      instruments.counters().count(PortCounter.UNREADABLE);
      throw new Refusal(
          Problem.headTooLarge("there are too many headers, or they are too long together"));
    }
  }

  /** The answer with what every answer has. */
  static HttpResponse sealed(HttpResponse response, String requestId) {
    return Answers.with(Answers.withDefaults(response, SECURITY), Map.of("Request-Id", requestId));
  }

  private HttpResponse counted(HttpResponse response) {
    switch (response.status().intValue()) {
      case 401 -> instruments.counters().count(PortCounter.BAD_KEYS);
      case 413 -> instruments.counters().count(PortCounter.TOO_LARGE);
      case 429 -> instruments.counters().count(PortCounter.OVER_LIMIT);
      case 500 -> instruments.counters().count(PortCounter.SERVER_ERRORS);
      default -> {}
    }
    return response;
  }

  /** Of a connection that is to end. */
  private static HttpResponse last(HttpResponse response, Conversation conversation) {
    return conversation.isClosing()
        ? Answers.with(response, Map.of("Connection", "close"))
        : response;
  }

  /**
   * What the request holds is given back when its answer is there; one that goes on holds it until
   * it is through. That may be never, when the connection goes before anybody asks for the bytes.
   */
  private static HttpResponse returned(
      HttpResponse response, Inbound inbound, Conversation conversation) {
    if (response.entity().isStrict() || inbound.holdsNothing()) {
      inbound.giveBack();
      return response;
    }
    Runnable giveBack = inbound::giveBack;
    conversation.atEnd(giveBack);
    return atEnd(
        response,
        () -> {
          conversation.forget(giveBack);
          inbound.giveBack();
        });
  }

  /** Notes when the answer is through; one that goes on is busy for as long. */
  private static HttpResponse watched(HttpResponse response, Conversation conversation) {
    if (response.entity().isStrict()) {
      conversation.end();
      return response;
    }
    return atEnd(response, conversation::end);
  }

  private static HttpResponse atEnd(HttpResponse response, Runnable what) {
    Flow<ByteString, ByteString, NotUsed> watch =
        Flow.of(ByteString.class)
            .watchTermination(
                (none, done) -> {
                  var unused = done.whenComplete((d, failure) -> what.run());
                  return none;
                });
    return response.transformEntityDataBytes(watch);
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request, Inbound inbound) {
    try {
      checkHead(request);
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
