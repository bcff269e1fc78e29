package dev.waypost.http.track;

import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog.Position;
import dev.waypost.engine.link.HitLog.Unlogged;
import dev.waypost.engine.link.HitSigns;
import dev.waypost.engine.link.LinkTable;
import dev.waypost.engine.link.Network;
import dev.waypost.engine.link.Token;
import dev.waypost.http.page.Language;
import dev.waypost.http.page.Notice;
import java.net.URI;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers clicks, opens and unsubscribes. A hit is in the log before it is answered; when the log
 * cannot be written, people are answered all the same. Knows no server, never blocks, safe for many
 * threads. Nothing here logs a token.
 */
public final class Tracking {
  private static final Logger LOG = LoggerFactory.getLogger(Tracking.class);
  private static final String PIXEL_ENDING = ".gif";

  private final TrackPorts ports;
  private final TrackSettings settings;
  private final TrustedProxies proxies;
  private final String basePath;
  private final HitSigns.Scheme scheme;
  private final TrackCounters counters;
  private final TrackAnswers answers;
  private final Destinations destinations = new Destinations();

  /**
   * @param base the public URL; a proxy may cut off its path, such as {@code /t}, or leave it
   */
  public Tracking(
      TrackPorts ports,
      TrackSettings settings,
      TrustedProxies proxies,
      URI base,
      TrackCounters counters) {
    this.ports = ports;
    this.settings = settings;
    this.proxies = proxies;
    this.basePath = base.getPath().replaceFirst("/+$", "");
    this.scheme =
        "https".equalsIgnoreCase(base.getScheme()) ? HitSigns.Scheme.HTTPS : HitSigns.Scheme.HTTP;
    this.counters = counters;
    this.answers = new TrackAnswers(settings.retryAfter());
  }

  TrackPorts ports() {
    return ports;
  }

  /** The answer; the stage never fails but for a bug. */
  public CompletionStage<TrackAnswer> answer(TrackRequest request) {
    var path = request.path();
    if (!basePath.isEmpty() && path.startsWith(basePath + "/")) {
      path = path.substring(basePath.length());
    }
    if (path.startsWith("/c/")) {
      return isGet(request) ? click(path.substring(3), request) : refuse("GET, HEAD");
    }
    if (path.startsWith("/o/") && path.endsWith(PIXEL_ENDING)) {
      var token = path.substring(3, Math.max(3, path.length() - PIXEL_ENDING.length()));
      return isGet(request) ? open(token, request) : refuse("GET, HEAD");
    }
    if (path.startsWith("/u/")) {
      var token = path.substring(3);
      return isGet(request)
          ? done(askUnsubscribe(token, request))
          : request.method().equals("POST")
              ? unsubscribe(token, request)
              : refuse("GET, HEAD, POST");
    }
    return done(answers.notFound(language(request)));
  }

  private CompletionStage<TrackAnswer> click(String rest, TrackRequest request) {
    var start = ports.nanos().getAsLong();
    var slash = rest.indexOf('/');
    var text = slash < 0 ? rest : rest.substring(0, slash);
    var token = verify(text, Token.Kind.CLICK);
    var values =
        slash < 0
            ? Optional.of(List.<String>of())
            : token.flatMap(genuine -> ports.keys().open(text, rest.substring(slash + 1)));
    if (token.isEmpty() || values.isEmpty()) {
      return badToken(request);
    }
    return table(token.get())
        .thenCompose(
            table ->
                table.isPresent()
                    ? follow(token.get(), table.get(), values.get(), request, start)
                    : withoutTable(token.get(), request));
  }

  private CompletionStage<TrackAnswer> follow(
      Token token, LinkTable table, List<String> values, TrackRequest request, long start) {
    return switch (destinations.of(token, table, values, ports.clock().instant())) {
      case Destinations.Outcome.To(var url) -> redirect(token, url, request, start);
      case Destinations.Outcome.Expired(var fallback) -> {
        counters.count(TrackCounter.EXPIRED);
        yield fallback.isPresent()
            ? redirect(token, fallback.get(), request, start)
            : recorded(token, request, answers.gone(language(request)));
      }
      case Destinations.Outcome.Nowhere() -> {
        counters.count(TrackCounter.BAD_LINKS);
        yield done(answers.notFound(language(request)));
      }
    };
  }

  private CompletionStage<TrackAnswer> redirect(
      Token token, String url, TrackRequest request, long start) {
    return recorded(token, request, answers.redirect(url))
        .thenApply(
            answer -> {
              counters.count(TrackCounter.REDIRECTS);
              ports.redirects().took(ports.nanos().getAsLong() - start);
              return answer;
            });
  }

  private CompletionStage<TrackAnswer> withoutTable(Token token, TrackRequest request) {
    counters.count(TrackCounter.NO_TABLE);
    return recorded(token, request, answers.unavailable(language(request)));
  }

  /** The table, if it can be had in time. */
  private CompletionStage<Optional<LinkTable>> table(Token token) {
    var found = ports.tables().find(token.table()).toCompletableFuture();
    return found.isDone() && !found.isCompletedExceptionally()
        ? found
        : limited(found, settings.tableLimit().toMillis())
            .exceptionally(
                failure -> {
                  LOG.debug("Link table {} could not be had.", token.table(), failure);
                  return Optional.empty();
                });
  }

  private CompletionStage<TrackAnswer> open(String text, TrackRequest request) {
    var token = verify(text, Token.Kind.OPEN);
    if (token.isEmpty()) {
      counters.count(TrackCounter.BAD_TOKENS);
      return done(answers.pixel());
    }
    return recorded(token.get(), request, answers.pixel());
  }

  private TrackAnswer askUnsubscribe(String text, TrackRequest request) {
    if (verify(text, Token.Kind.UNSUBSCRIBE).isEmpty()) {
      counters.count(TrackCounter.BAD_TOKENS);
      return answers.notFound(language(request));
    }
    return answers.unsubscribe(Notice.UNSUBSCRIBE, language(request));
  }

  private CompletionStage<TrackAnswer> unsubscribe(String text, TrackRequest request) {
    var token = verify(text, Token.Kind.UNSUBSCRIBE);
    if (token.isEmpty()) {
      return badToken(request);
    }
    var language = language(request);
    return append(token.get(), request)
        .thenCompose(
            position -> {
              counters.count(TrackCounter.ANSWERED);
              if (position.isEmpty()) {
                counters.count(TrackCounter.UNSUBSCRIBES_FAILED);
                return done(answers.unsubscribeFailed(language));
              }
              return bound(token.get(), position.get())
                  .thenApply(notice -> answers.unsubscribe(notice, language));
            });
  }

  /** Waits until the unsubscribe binds, but not for long; a test mail's never does. */
  private CompletionStage<Notice> bound(Token token, Position position) {
    if (token.stage() == Token.Stage.TEST) {
      return CompletableFuture.completedFuture(Notice.UNSUBSCRIBE_TESTED);
    }
    return limited(ports.log().shipped(position), settings.shipLimit().toMillis())
        .handle(
            (nothing, failure) -> {
              if (failure == null) {
                return Notice.UNSUBSCRIBED;
              }
              counters.count(TrackCounter.UNSUBSCRIBES_DEFERRED);
              return Notice.UNSUBSCRIBE_RECORDED;
            });
  }

  private CompletionStage<TrackAnswer> recorded(
      Token token, TrackRequest request, TrackAnswer answer) {
    return append(token, request)
        .thenApply(
            position -> {
              counters.count(TrackCounter.ANSWERED);
              return answer;
            });
  }

  /** Where the hit stands in the log; empty when it could not be logged, which the log counts. */
  private CompletionStage<Optional<Position>> append(Token token, TrackRequest request) {
    if (token.stage() == Token.Stage.TEST) {
      counters.count(TrackCounter.TEST_HITS);
    }
    return ports
        .log()
        .append(hit(token, request))
        .thenApply(Optional::of)
        .exceptionally(
            failure -> {
              var cause = failure instanceof CompletionException ? failure.getCause() : failure;
              if (!(cause instanceof Unlogged)) {
                LOG.error("A hit log must fail with Unlogged only.", failure);
              }
              return Optional.empty();
            });
  }

  private Hit hit(Token token, TrackRequest request) {
    var signs = HitSigns.of(request.method(), scheme, request.header());
    if (token.kind() == Token.Kind.UNSUBSCRIBE && isOneClick(request.body())) {
      signs.add(Hit.Sign.ONE_CLICK);
    }
    var visitor = proxies.visitor(request.peer(), request.header().apply("X-Forwarded-For"));
    return new Hit(
        ports.clock().instant().truncatedTo(ChronoUnit.MILLIS),
        token,
        signs,
        HitSigns.agent(request.header().apply("User-Agent")),
        visitor.map(Network::of).orElse(Network.UNKNOWN).bits());
  }

  /** RFC 8058: one field, form-encoded or multipart, so its name and value stand there as such. */
  private static boolean isOneClick(String body) {
    return body.contains("List-Unsubscribe") && body.contains("One-Click");
  }

  private Optional<Token> verify(String text, Token.Kind kind) {
    return ports.keys().verify(text).filter(token -> token.kind() == kind);
  }

  private CompletionStage<TrackAnswer> badToken(TrackRequest request) {
    counters.count(TrackCounter.BAD_TOKENS);
    return done(answers.notFound(language(request)));
  }

  private CompletionStage<TrackAnswer> refuse(String allowed) {
    return done(answers.methodNotAllowed(allowed));
  }

  private static boolean isGet(TrackRequest request) {
    return request.method().equals("GET") || request.method().equals("HEAD");
  }

  private static Language language(TrackRequest request) {
    return Language.preferred(request.header().apply("Accept-Language"));
  }

  /** Fails when the stage takes longer; the stage itself goes on, as others may wait for it. */
  private static <T> CompletableFuture<T> limited(CompletionStage<T> stage, long millis) {
    return stage
        .toCompletableFuture()
        .thenApply(value -> value)
        .orTimeout(millis, TimeUnit.MILLISECONDS);
  }

  private static CompletionStage<TrackAnswer> done(TrackAnswer answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
