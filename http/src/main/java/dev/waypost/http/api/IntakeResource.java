package dev.waypost.http.api;

import dev.waypost.engine.Engine;
import dev.waypost.engine.IntakeOpening;
import dev.waypost.engine.IntakeOpening.Answered;
import dev.waypost.engine.roster.Intake;
import dev.waypost.engine.roster.IntakeLine;
import dev.waypost.http.intake.RowFeed;
import dev.waypost.http.json.BatchJson;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.problem.Refusals;
import dev.waypost.http.server.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Recipients on their way in: bytes to lines to the engine's intake, one group at a time, so that a
 * slow database slows the sender down and memory stays flat.
 */
final class IntakeResource {
  private static final int LINES_AT_ONCE = 500;

  private final Engine engine;
  private final ApiSettings.Limits limits;
  private final Materializer materializer;
  private final Semaphore permits;

  IntakeResource(Engine engine, ApiSettings.Limits limits, Materializer materializer) {
    this.engine = engine;
    this.limits = limits;
    this.materializer = materializer;
    this.permits = new Semaphore(limits.intakesMax());
  }

  CompletionStage<HttpResponse> submit(Call call) {
    call.allow();
    var submission = Submission.of(call.request(), call.campaign());
    if (!permits.tryAcquire()) {
      throw new Refusal(
          Problem.tooManyRequests(
              limits.intakesMax() + " submissions are coming in already: try again later"));
    }
    try {
      return engine
          .openIntake(submission.campaign(), submission.key())
          .thenCompose(opening -> answer(submission, opening))
          .whenComplete((response, failure) -> permits.release());
    } catch (RuntimeException e) {
      permits.release();
      throw e;
    }
  }

  private CompletionStage<HttpResponse> answer(Submission submission, IntakeOpening opening) {
    return switch (opening) {
      case IntakeOpening.Receiving(var intake) -> receive(submission, intake);
      case IntakeOpening.Known known -> replay(submission, known);
      case IntakeOpening.InProgress inProgress -> throw new Refusal(Problem.keyInUse());
      case IntakeOpening.Refused(var reason) -> throw new Refusal(Refusals.of(reason));
    };
  }

  private CompletionStage<HttpResponse> receive(Submission submission, Intake intake) {
    var digest = submission.digest();
    var feed = new RowFeed(submission.format(), digest, limits.rowBytesMax(), limits.rowsMax());
    var offers = new Offers(intake);
    return submission
        .text(limits)
        .map(Optional::of)
        .concat(Source.single(Optional.<ByteString>empty()))
        .mapConcat(piece -> groups(lines(feed, piece)))
        .via(
            Flow.<List<IntakeLine>>create()
                .mapAsync(1, offers::offer)
                .withAttributes(Attributes.inputBuffer(1, 2))
                .async())
        .runWith(Sink.ignore(), materializer)
        .exceptionallyCompose(
            failure ->
                offers
                    .abort()
                    .handle((aborted, notAborted) -> failure)
                    .thenCompose(CompletableFuture::failedFuture))
        .thenCompose(done -> intake.complete(digest.finish()))
        .thenApply(
            completion ->
                switch (completion) {
                  case Intake.Completion.Stored(var batch, var faults) ->
                      response(new Answered(batch, faults));
                  case Intake.Completion.Refused(var reason) ->
                      throw new Refusal(Refusals.of(reason));
                });
  }

  private static List<IntakeLine> lines(RowFeed feed, Optional<ByteString> piece) {
    return piece.map(bytes -> feed.feed(bytes.asByteBuffer())).orElseGet(feed::finish);
  }

  private static List<List<IntakeLine>> groups(List<IntakeLine> lines) {
    var groups = new ArrayList<List<IntakeLine>>();
    for (var from = 0; from < lines.size(); from += LINES_AT_ONCE) {
      groups.add(lines.subList(from, Math.min(from + LINES_AT_ONCE, lines.size())));
    }
    return groups;
  }

  /** The batch is there: the text is only read for its digest. */
  private CompletionStage<HttpResponse> replay(Submission submission, IntakeOpening.Known known) {
    var digest = submission.digest();
    return submission
        .text(limits)
        .runWith(Sink.foreach(piece -> digest.feed(piece.asByteBuffer())), materializer)
        .thenCompose(
            done -> {
              if (!digest.finish().equals(known.digest())) {
                throw new Refusal(Problem.keyReused());
              }
              return known.answer().get();
            })
        .thenApply(
            answered -> Answers.with(response(answered), Map.of("Idempotent-Replayed", "true")));
  }

  private static HttpResponse response(Answered answered) {
    return Answers.json(202, BatchJson.writeAnswer(answered));
  }

  /** One intake, used by one caller at a time even when the stream breaks off. */
  private static final class Offers {
    private final Intake intake;
    private volatile CompletionStage<Void> last = CompletableFuture.completedFuture(null);

    Offers(Intake intake) {
      this.intake = intake;
    }

    CompletionStage<Done> offer(List<IntakeLine> lines) {
      var offer = intake.offer(lines);
      last = offer;
      return offer.thenApply(ignored -> Done.getInstance());
    }

    /** As soon as the last offer has come to its end. */
    CompletionStage<Void> abort() {
      return last.handle((ignored, failure) -> intake.abort()).thenCompose(aborted -> aborted);
    }
  }
}
