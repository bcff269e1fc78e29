package dev.waypost.http.api;

import dev.waypost.engine.CampaignAnswer;
import dev.waypost.engine.Engine;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.roster.Batch;
import dev.waypost.http.json.BatchJson;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.problem.Refusals;
import dev.waypost.http.server.Answers;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** Submissions of recipients and how far they are. */
final class BatchResource {
  private final Engine engine;

  BatchResource(Engine engine) {
    this.engine = engine;
  }

  CompletionStage<HttpResponse> get(Call call) {
    call.allow();
    return batch(call).thenApply(batch -> Answers.json(200, BatchJson.write(batch)));
  }

  CompletionStage<HttpResponse> ofCampaign(Call call) {
    call.allow("limit", "after");
    var limit = call.limit();
    var after = call.parameter("after").map(BatchCursor::parse);
    var campaign = call.campaign();
    return engine
        .campaign(campaign)
        .thenCompose(
            answer ->
                switch (answer) {
                  case CampaignAnswer.Found found -> engine.batches(campaign, after, limit);
                  case CampaignAnswer.Refused(var reason) -> throw new Refusal(Refusals.of(reason));
                  case CampaignAnswer.Invalid(var problems) ->
                      throw new Refusal(Refusals.of(problems));
                })
        .thenApply(
            slice ->
                Answers.json(
                    200,
                    BatchJson.writeList(slice.batches(), slice.next().map(BatchCursor::print))));
  }

  /** All faults as NDJSON, read as the caller takes them. */
  CompletionStage<HttpResponse> errors(Call call) {
    call.allow("limit", "after");
    var limit = call.optionalLimit();
    var after = call.parameter("after").map(BatchResource::line);
    call.request().hold(call.rooms().exports(), 1);
    return batch(call)
        .thenCompose(
            batch ->
                new LineExport<>(new Faults(call.sender(), batch.id()))
                    .answer(Answers.NDJSON, after, limit));
  }

  private final class Faults implements LineExport.Entries<Integer> {
    private final SenderId sender;
    private final BatchId batch;

    Faults(SenderId sender, BatchId batch) {
      this.sender = sender;
      this.batch = batch;
    }

    /** One more than wanted tells whether there are more. */
    @Override
    public CompletionStage<LineExport.Slice<Integer>> read(Optional<Integer> after, int limit) {
      return engine
          .faults(sender, batch, after.orElse(0), limit + 1)
          .thenApply(
              faults -> {
                var shown = faults.subList(0, Math.min(limit, faults.size()));
                return new LineExport.Slice<>(
                    shown.stream().map(BatchJson::writeLine).toList(),
                    faults.size() > limit ? Optional.of(shown.getLast().line()) : Optional.empty());
              });
    }

    @Override
    public ByteString end(Optional<Integer> next) {
      return ByteString.fromArray(BatchJson.writeCheckpoint(next.map(line -> "" + line)));
    }
  }

  private CompletionStage<Batch> batch(Call call) {
    var unknown = new Refusal(Problem.notFound("there is no such batch"));
    return engine
        .batch(call.sender(), BatchId.of(call.place("batch")).orElseThrow(() -> unknown))
        .thenApply(batch -> batch.orElseThrow(() -> unknown));
  }

  private static int line(String cursor) {
    if (!cursor.matches("[0-9]{1,9}")) {
      throw Call.badCursor();
    }
    return Integer.parseInt(cursor);
  }
}
