package dev.waypost.http.api;

import dev.waypost.engine.Engine;
import dev.waypost.engine.IntakeOpening;
import dev.waypost.engine.IntakeOpening.Answered;
import dev.waypost.engine.roster.Intake;
import dev.waypost.http.json.BatchJson;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.problem.Refusals;
import dev.waypost.http.server.Answers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;

/** Test mailings: a few rows, mailed at once and counted nowhere. */
final class TestResource {
  static final int ROWS_MAX = 10;

  private final Engine engine;
  private final ApiSettings.Limits limits;
  private final Materializer materializer;

  TestResource(Engine engine, ApiSettings.Limits limits, Materializer materializer) {
    this.engine = engine;
    this.limits = limits;
    this.materializer = materializer;
  }

  CompletionStage<HttpResponse> submit(Call call) {
    call.allow();
    var key = Submission.key(call.request());
    return FewRows.read(call, "test", ROWS_MAX, limits, materializer)
        .thenCompose(
            rows ->
                engine
                    .openTest(call.campaign(), key)
                    .thenCompose(opening -> answer(rows, opening)));
  }

  private static CompletionStage<HttpResponse> answer(FewRows rows, IntakeOpening opening) {
    return switch (opening) {
      case IntakeOpening.Receiving(var intake) -> store(rows, intake);
      case IntakeOpening.Known known -> replay(rows, known);
      case IntakeOpening.InProgress inProgress -> throw new Refusal(Problem.keyInUse());
      case IntakeOpening.Refused(var reason) -> throw new Refusal(Refusals.of(reason));
    };
  }

  private static CompletionStage<HttpResponse> store(FewRows rows, Intake intake) {
    return intake
        .offer(rows.lines())
        .exceptionallyCompose(
            failure ->
                intake
                    .abort()
                    .handle((aborted, notAborted) -> failure)
                    .thenCompose(CompletableFuture::failedFuture))
        .thenCompose(offered -> intake.complete(rows.digest()))
        .thenApply(
            completion ->
                switch (completion) {
                  case Intake.Completion.Stored(var batch, var faults) ->
                      response(new Answered(batch, faults));
                  case Intake.Completion.Refused(var reason) ->
                      throw new Refusal(Refusals.of(reason));
                });
  }

  private static CompletionStage<HttpResponse> replay(FewRows rows, IntakeOpening.Known known) {
    if (!rows.digest().equals(known.digest())) {
      throw new Refusal(Problem.keyReused());
    }
    return known
        .answer()
        .get()
        .thenApply(
            answered -> Answers.with(response(answered), Map.of("Idempotent-Replayed", "true")));
  }

  private static HttpResponse response(Answered answered) {
    return Answers.json(202, BatchJson.writeAnswer(answered));
  }
}
