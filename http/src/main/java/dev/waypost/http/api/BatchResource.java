package dev.waypost.http.api;

import dev.waypost.engine.CampaignAnswer;
import dev.waypost.engine.Engine;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.roster.Batch;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.http.json.BatchJson;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.problem.Refusals;
import dev.waypost.http.server.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Submissions of recipients and how far they are. */
final class BatchResource {
  private static final int FAULTS_AT_ONCE = 1_000;

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
    var after = call.parameter("after").map(text -> BatchId.of(text).orElseThrow(Call::badCursor));
    var campaign = call.campaign();
    return engine
        .campaign(campaign)
        .thenCompose(
            answer ->
                switch (answer) {
                  case CampaignAnswer.Found found -> engine.batches(campaign);
                  case CampaignAnswer.Refused(var reason) -> throw new Refusal(Refusals.of(reason));
                  case CampaignAnswer.Invalid(var problems) ->
                      throw new Refusal(Refusals.of(problems));
                })
        .thenApply(all -> page(all, after, limit));
  }

  private static HttpResponse page(List<Batch> all, Optional<BatchId> after, int limit) {
    var rest =
        after
            .map(id -> all.stream().dropWhile(b -> !b.id().equals(id)).skip(1).toList())
            .orElse(all);
    var page = rest.subList(0, Math.min(limit, rest.size()));
    var next =
        page.size() < rest.size()
            ? Optional.of(page.getLast().id().value())
            : Optional.<String>empty();
    return Answers.json(200, BatchJson.writeList(page, next));
  }

  /** All faults as NDJSON, read as the caller takes them. */
  CompletionStage<HttpResponse> errors(Call call) {
    call.allow("limit", "after");
    var limit = call.optionalLimit();
    var after = call.parameter("after").map(BatchResource::line).orElse(0);
    return batch(call)
        .thenApply(
            batch -> {
              var lines =
                  limit
                      .map(max -> page(call, batch, after, max))
                      .orElseGet(() -> all(call, batch, after));
              return HttpResponse.create().withEntity(HttpEntities.create(Answers.NDJSON, lines));
            });
  }

  private Source<ByteString, NotUsed> page(Call call, Batch batch, int after, int limit) {
    return Source.completionStage(engine.faults(call.sender(), batch.id(), after, limit))
        .map(
            faults ->
                text(
                    faults,
                    Optional.of(
                        faults.size() < limit
                            ? Optional.empty()
                            : Optional.of("" + faults.getLast().line()))));
  }

  private Source<ByteString, NotUsed> all(Call call, Batch batch, int after) {
    return Source.unfoldAsync(
            Optional.of(after),
            from ->
                from.map(line -> next(call, batch, line))
                    .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())))
        .map(text -> text);
  }

  private CompletionStage<Optional<Pair<Optional<Integer>, ByteString>>> next(
      Call call, Batch batch, int after) {
    return engine
        .faults(call.sender(), batch.id(), after, FAULTS_AT_ONCE)
        .thenApply(
            faults ->
                Optional.of(
                    faults.size() < FAULTS_AT_ONCE
                        ? Pair.create(
                            Optional.<Integer>empty(),
                            text(faults, Optional.of(Optional.<String>empty())))
                        : Pair.create(
                            Optional.of(faults.getLast().line()), text(faults, Optional.empty()))));
  }

  /** The faults, and a checkpoint if these are the last. */
  private static ByteString text(List<RowFault> faults, Optional<Optional<String>> checkpoint) {
    var lines = new ArrayList<ByteString>();
    faults.forEach(fault -> lines.add(ByteString.fromArray(BatchJson.writeLine(fault))));
    checkpoint.ifPresent(next -> lines.add(ByteString.fromArray(BatchJson.writeCheckpoint(next))));
    return lines.stream().reduce(ByteString.emptyByteString(), ByteString::concat);
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
