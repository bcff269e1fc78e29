package dev.waypost.http.api;

import dev.waypost.engine.roster.Intake;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.problem.Refusals;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Bytes to lines to whoever takes them, one group at a time, so that a slow database slows the
 * sender down and memory stays flat. Used by one caller at a time even when the stream breaks off.
 *
 * @param <L> a line
 */
final class Feeding<L> {
  private static final int LINES_AT_ONCE = 500;

  /** Makes lines of bytes, and takes lines. */
  interface Taker<L> {
    List<L> feed(ByteBuffer piece);

    List<L> finish();

    /** Completes when more may be offered. */
    CompletionStage<Void> offer(List<L> lines);

    /** It is refused: no more is taken. */
    CompletionStage<Void> abort();

    /** No more comes, for the text broke off. */
    CompletionStage<Void> leave();
  }

  private final Taker<L> taker;
  private volatile CompletionStage<Void> last = CompletableFuture.completedFuture(null);

  Feeding(Taker<L> taker) {
    this.taker = taker;
  }

  /**
   * Completes when all was taken; fails when it broke off or was refused, and tells that before.
   */
  CompletionStage<Done> run(Source<ByteString, NotUsed> text, Materializer materializer) {
    return text.map(Optional::of)
        .concat(Source.single(Optional.<ByteString>empty()))
        .mapConcat(piece -> groups(lines(piece)))
        .via(
            Flow.<List<L>>create()
                .mapAsync(1, this::offer)
                .withAttributes(Attributes.inputBuffer(1, 2))
                .async())
        .runWith(Sink.ignore(), materializer)
        .exceptionallyCompose(
            failure ->
                stop(failure)
                    .handle((aborted, notAborted) -> failure)
                    .thenCompose(CompletableFuture::failedFuture));
  }

  private List<L> lines(Optional<ByteString> piece) {
    return piece.map(bytes -> taker.feed(bytes.asByteBuffer())).orElseGet(taker::finish);
  }

  private static <L> List<List<L>> groups(List<L> lines) {
    var groups = new ArrayList<List<L>>();
    for (var from = 0; from < lines.size(); from += LINES_AT_ONCE) {
      groups.add(lines.subList(from, Math.min(from + LINES_AT_ONCE, lines.size())));
    }
    return groups;
  }

  private CompletionStage<Done> offer(List<L> lines) {
    var offer = taker.offer(lines);
    last = offer;
    return offer.thenApply(ignored -> Done.getInstance());
  }

  /** As soon as the last offer has come to its end. */
  private CompletionStage<Void> stop(Throwable why) {
    return last.handle((ignored, failure) -> isRefusal(why) ? taker.abort() : taker.leave())
        .thenCompose(stopped -> stopped);
  }

  /** Whoever sends the same again would hear the same. */
  private static boolean isRefusal(Throwable why) {
    return switch (Refusals.cause(why)) {
      case Refusal refusal -> refusal.seen() == Refusal.Seen.ENOUGH;
      case Intake.TooManyRows tooMany -> true;
      case Throwable other -> false;
    };
  }
}
