package dev.waypost.http.server;

import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import scala.concurrent.duration.FiniteDuration;

/** A request with a body that is read once, by whoever wants it, or else by nobody. */
public final class Inbound {
  /** How much of a body, and how long, is read on after its request has been refused. */
  private static final long READ_ON_BYTES_MAX = 64L << 20;

  private static final Duration READ_ON_TIME = Duration.ofSeconds(10);

  /** A body that cannot be read ends the connection, but not before that has been said. */
  private static final Attributes ANSWER_FIRST =
      Attributes.apply(
          new Attributes.CancellationStrategy(
              Attributes.cancellationStrategyAfterDelay(
                  FiniteDuration.create(READ_ON_TIME.toSeconds(), TimeUnit.SECONDS),
                  Attributes.cancellationStrategyFailStage())));

  private final HttpRequest request;
  private final Conversation conversation;
  private final Materializer materializer;
  private final AtomicBoolean isBodyTaken = new AtomicBoolean();
  private final CompletableFuture<Done> bodyEnded = new CompletableFuture<>();
  private final List<Room.Share> held = new ArrayList<>();
  private volatile Optional<Target> target = Optional.empty();

  Inbound(HttpRequest request, Conversation conversation, Materializer materializer) {
    this.request = request;
    this.conversation = conversation;
    this.materializer = materializer;
  }

  /** As it came; the URI that HTTP made of it has lost bytes that are no UTF-8, and dots. */
  private static String rawTarget(HttpRequest request) {
    return request
        .getHeader(RawRequestURI.class)
        .orElseThrow(() -> new IllegalStateException("the server hands over raw targets"))
        .uri();
  }

  public HttpMethod method() {
    return request.method();
  }

  /**
   * Where it goes.
   *
   * @throws Refusal when that is not written as it should be
   */
  public Target target() {
    var known = target.orElseGet(() -> Target.of(rawTarget(request)));
    target = Optional.of(known);
    return known;
  }

  /** The value of a header that comes at most once; twice is refused. */
  public Optional<String> header(String name) {
    Optional<String> value = Optional.empty();
    for (var header : request.getHeaders()) {
      if (header.is(name)) {
        if (value.isPresent()) {
          throw new Refusal(Problem.unreadable("the header " + name + " comes twice"));
        }
        value = Optional.of(header).map(HttpHeader::value);
      }
    }
    return value;
  }

  /** All values of a header that is a list, which may come in several lines (RFC 9110, 5.3). */
  public Optional<String> listHeader(String name) {
    var lines = new ArrayList<String>();
    for (var header : request.getHeaders()) {
      if (header.is(name)) {
        lines.add(header.value());
      }
    }
    return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", lines));
  }

  /** Type and parameters as sent, lower case not applied; {@code none/none} without one. */
  public String contentType() {
    return request.entity().getContentType().toString();
  }

  public boolean hasNoBody() {
    return request.entity().isKnownEmpty();
  }

  /**
   * The body as it comes. A reader may give up: what is left is read on and dropped, within bounds,
   * so that the answer is not lost with the connection.
   *
   * @throws IllegalStateException when it was taken before
   */
  public Source<ByteString, NotUsed> body() {
    if (!isBodyTaken.compareAndSet(false, true)) {
      throw new IllegalStateException("the body of a request is read once");
    }
    conversation.awaitBody();
    var unused = bodyEnded.thenRun(conversation::bodyEnded);
    return request
        .entity()
        .withoutSizeLimit()
        .getDataBytes()
        .mapMaterializedValue(ignored -> NotUsed.getInstance())
        .addAttributes(ANSWER_FIRST)
        .via(new ReadOn(READ_ON_BYTES_MAX, bodyEnded))
        .mapError(
            Throwable.class,
            ignored ->
                new Refusal(
                    conversation.isTooSlow()
                        ? Problem.timedOut("the body came too slowly")
                        : Problem.unreadable(
                            "the body broke off before its end, or is not chunked as it should"
                                + " be, in chunks of at most 1 MiB"),
                    Refusal.Seen.BROKEN_OFF));
  }

  /**
   * The whole body; refused with 413 as soon as it is longer than that, and with 408 when it takes
   * longer than that to arrive.
   *
   * @param memory holds it until the answer is there; refused with 429 as soon as it is full
   */
  public CompletionStage<byte[]> body(int bytesMax, Duration limit, Room memory) {
    var tooLarge = new Refusal(Problem.tooLarge("the body has more than " + bytesMax + " bytes"));
    if (request.entity().getContentLengthOption().orElse(0) > bytesMax) {
      throw tooLarge;
    }
    var share = hold(memory, 0);
    return body()
        .completionTimeout(limit)
        .mapError(
            TimeoutException.class,
            ignored -> new Refusal(Problem.timedOut("the body did not arrive in time")))
        .runWith(
            Sink.fold(
                new ByteArrayOutputStream(),
                (all, piece) -> {
                  if (all.size() + piece.size() > bytesMax) {
                    throw tooLarge;
                  }
                  share.add(piece.size());
                  all.writeBytes(piece.toArrayUnsafe());
                  return all;
                }),
            materializer)
        .thenApply(ByteArrayOutputStream::toByteArray);
  }

  /**
   * Takes so much of a room until the answer to this request is through, or its connection gone.
   *
   * @throws Refusal when there is not so much
   */
  public Room.Share hold(Room room, long amount) {
    var share = room.take(amount);
    synchronized (held) {
      held.add(share);
    }
    return share;
  }

  boolean holdsNothing() {
    synchronized (held) {
      return held.isEmpty();
    }
  }

  void giveBack() {
    synchronized (held) {
      held.forEach(Room.Share::giveBack);
      held.clear();
    }
  }

  /**
   * Nobody wants the body any more: reads on what is left.
   *
   * @return completes when the caller can be answered without closing the connection under what it
   *     still writes, or when that would take too much
   */
  CompletionStage<Done> settle() {
    var entity = request.entity();
    var isAsked = request.getHeader("expect").isPresent() && !isBodyTaken.get();
    if (entity.isStrict()
        || isAsked
        || entity.getContentLengthOption().orElse(0) > READ_ON_BYTES_MAX) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    if (!isBodyTaken.get()) {
      body().toMat(Sink.cancelled(), Keep.none()).run(materializer);
    }
    return bodyEnded
        .copy()
        .completeOnTimeout(Done.getInstance(), READ_ON_TIME.toSeconds(), TimeUnit.SECONDS);
  }
}
