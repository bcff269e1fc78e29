package dev.waypost.http.server;

import dev.waypost.http.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.TLSProtocol.SessionBytes;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.TLSPlacebo;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.stream.scaladsl.TcpAttributes;
import org.apache.pekko.util.ByteString;
import scala.concurrent.duration.FiniteDuration;

/**
 * Opens ports. Pekko's HTTP is joined with TCP by hand, as the limits of {@link PortSettings} need
 * the bytes, and a connection that is one too many needs an answer.
 */
public final class Listener {
  /** Failures of a line get through to those who read from it before the line is gone. */
  private static final FiniteDuration FAILURE_FIRST = FiniteDuration.create(100, "ms");

  /** The line asks for more when the system has what it got, so that the watch sees a stall. */
  private static final Attributes TAKEN_MEANS_WRITTEN =
      Attributes.apply(new TcpAttributes.TcpWriteBufferSize(1));

  /** The count of headers is the exchange's; Pekko has no 431 for it. */
  private static final int LEAST_HEADER_BYTES = 4;

  /** What the HTTP layer throws over a request is answered; its words repeat the request. */
  private static final Attributes QUIET =
      Attributes.createLogLevels(
          Attributes.logLevelOff(), Attributes.logLevelOff(), Attributes.logLevelOff());

  private final PortSettings limits;
  private final Instruments instruments;
  private final Exchange exchange;
  private final Materializer materializer;
  private final BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> http;
  private final Connections connections = new Connections();
  private final AtomicInteger turnedAway = new AtomicInteger();

  private Listener(
      PortSettings limits,
      Instruments instruments,
      Exchange exchange,
      ClassicActorSystemProvider system) {
    this.limits = limits;
    this.instruments = instruments;
    this.exchange = exchange;
    this.materializer = Materializer.matFromSystem(system);
    this.http =
        Http.get(system)
            .serverLayer(pekko(limits), Optional.empty(), new PortLog(instruments))
            .atop(plain())
            .addAttributes(QUIET);
  }

  /**
   * Opens a port and answers what comes in.
   *
   * @param answers one request each; may throw, or fail
   * @return fails with {@link CannotListen}
   */
  public static CompletionStage<Listening> open(
      ListenerSettings settings,
      ClassicActorSystemProvider system,
      Instruments instruments,
      Function<Inbound, CompletionStage<HttpResponse>> answers) {
    var materializer = Materializer.matFromSystem(system);
    var listener =
        new Listener(
            settings.limits(),
            instruments,
            new Exchange(answers, settings.limits(), instruments, materializer),
            system);
    return Tcp.get(system)
        .bind(
            settings.host(),
            settings.port(),
            settings.limits().backlog(),
            List.of(),
            true,
            Optional.<Duration>empty())
        .to(Sink.foreach(listener::accept))
        .run(materializer)
        .thenApply(binding -> new Listening(binding, listener.connections))
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    new CannotListen(settings.host(), settings.port(), failure)));
  }

  private void accept(Tcp.IncomingConnection line) {
    if (connections.reserve(limits.connections())) {
      serve(line);
    } else {
      instruments.counters().count(PortCounter.TURNED_AWAY);
      turnAway(line);
    }
  }

  private void serve(Tcp.IncomingConnection line) {
    var conversation = new Conversation();
    var watch = new ConnectionWatch(conversation, limits, instruments, connections);
    var answers =
        Flow.of(HttpRequest.class).mapAsync(1, request -> exchange.answer(request, conversation));
    http.atop(BidiFlow.fromGraph(watch))
        .join(line.flow().addAttributes(TAKEN_MEANS_WRITTEN))
        .join(answers)
        .addAttributes(failureFirst())
        .run(materializer);
  }

  private void turnAway(Tcp.IncomingConnection line) {
    if (turnedAway.incrementAndGet() > limits.turnedAway()) {
      turnedAway.decrementAndGet();
      line.handleWith(
          Flow.fromSinkAndSource(Sink.<ByteString>cancelled(), Source.<ByteString>empty()),
          materializer);
      return;
    }
    var answer = RawAnswer.of(Problem.tooManyConnections(), instruments.nextRequestId());
    line.handleWith(
        Flow.fromGraph(new TurnedAway(answer, limits.linger(), turnedAway::decrementAndGet)),
        materializer);
  }

  /** HTTP without TLS. */
  private static BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> plain() {
    return BidiFlow.fromFlows(
            Flow.of(SslTlsOutbound.class),
            Flow.of(SessionBytes.class).map(bytes -> (SslTlsInbound) bytes))
        .atop(TLSPlacebo.getInstance());
  }

  private static Attributes failureFirst() {
    return Attributes.apply(
        new Attributes.CancellationStrategy(
            Attributes.cancellationStrategyAfterDelay(
                FAILURE_FIRST, Attributes.cancellationStrategyFailStage())));
  }

  private static ServerSettings pekko(PortSettings limits) {
    // Times and sizes of connections are the watch's, those of bodies their readers'.
    return ServerSettings.create(
        """
        pekko.http.server {
          server-header = ""
          default-host-header = "localhost"
          transparent-head-requests = on
          request-timeout = infinite
          idle-timeout = infinite
          pipelining-limit = 1
          raw-request-uri-header = on
          verbose-error-messages = off
          parsing {
            max-content-length = infinite
            max-uri-length = %d
            max-header-count = %d
            max-header-value-length = %d
            illegal-header-warnings = off
            error-logging-verbosity = off
            error-handler = "%s"
          }
        }
        """
            .formatted(
                limits.uriLength(),
                limits.headBytes() / LEAST_HEADER_BYTES,
                limits.headerLength(),
                MalformedRequest.class.getName()));
  }
}
