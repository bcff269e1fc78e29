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
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;

/** Recipients on their way in. */
final class IntakeResource {
  private final Engine engine;
  private final ApiSettings.Limits limits;
  private final Materializer materializer;

  IntakeResource(Engine engine, ApiSettings.Limits limits, Materializer materializer) {
    this.engine = engine;
    this.limits = limits;
    this.materializer = materializer;
  }

  CompletionStage<HttpResponse> submit(Call call) {
    call.allow();
    var submission = Submission.of(call.request(), call.campaign());
    return call.rooms()
        .submissions()
        .during(
            () ->
                engine
                    .openIntake(submission.campaign(), submission.key())
                    .thenCompose(opening -> answer(submission, opening)));
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
    var feed =
        new RowFeed(submission.upload().format(), digest, limits.rowBytesMax(), limits.rowsMax());
    return new Feeding<>(new Rows(feed, intake))
        .run(submission.upload().text(limits), materializer)
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

  /** The batch is there: the text is only read for its digest. */
  private CompletionStage<HttpResponse> replay(Submission submission, IntakeOpening.Known known) {
    var digest = submission.digest();
    return submission
        .upload()
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

  private record Rows(RowFeed feed, Intake intake) implements Feeding.Taker<IntakeLine> {
    @Override
    public List<IntakeLine> feed(ByteBuffer piece) {
      return feed.feed(piece);
    }

    @Override
    public List<IntakeLine> finish() {
      return feed.finish();
    }

    @Override
    public CompletionStage<Void> offer(List<IntakeLine> lines) {
      return intake.offer(lines);
    }

    @Override
    public CompletionStage<Void> abort() {
      return intake.abort();
    }

    @Override
    public CompletionStage<Void> leave() {
      return intake.leave();
    }
  }
}
