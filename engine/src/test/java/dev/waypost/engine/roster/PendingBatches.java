package dev.waypost.engine.roster;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.SenderId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Stores pages when the test says so, and nothing else. */
final class PendingBatches implements Batches {
  private final List<String> writes = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final Queue<CompletableFuture<Void>> waiting = new ArrayDeque<>();

  /** Pages as they were handed over: the first one's number, and the lines of each. */
  List<String> writes() {
    return writes;
  }

  /** What became of the batch. */
  List<String> said() {
    return said;
  }

  /** The oldest write that waits is stored. */
  void answer() {
    waiting.remove().complete(null);
  }

  void answerAll() {
    while (!waiting.isEmpty()) {
      answer();
    }
  }

  void fail() {
    waiting.remove().completeExceptionally(new IllegalStateException("away"));
  }

  <T> CompletionStage<T> never() {
    return new CompletableFuture<>();
  }

  @Override
  public CompletionStage<Void> addPages(PageId first, List<List<StoredRow>> pages) {
    writes.add(
        first.number()
            + ": "
            + pages.stream()
                .map(
                    rows ->
                        rows.stream()
                            .map(row -> "" + row.submission().line())
                            .collect(Collectors.joining(" ")))
                .collect(Collectors.joining(", ")));
    var answer = new CompletableFuture<Void>();
    waiting.add(answer);
    return answer;
  }

  private CompletionStage<Void> say(String what) {
    said.add(what);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> complete(SenderId sender, BatchId batch, String digest, int pages) {
    return say("complete " + pages);
  }

  @Override
  public CompletionStage<Void> abandon(SenderId sender, BatchId batch) {
    return say("abandon");
  }

  @Override
  public CompletionStage<Void> leave(SenderId sender, BatchId batch) {
    return say("leave");
  }

  @Override
  public CompletionStage<Optional<Batch>> find(SenderId sender, BatchId batch) {
    return never();
  }

  @Override
  public CompletionStage<Opening> open(
      BatchId batch,
      CampaignId campaign,
      Optional<String> idempotencyKey,
      Incarnation owner,
      Instant now) {
    return never();
  }

  @Override
  public CompletionStage<Opening> openTest(
      BatchId batch,
      CampaignId campaign,
      TestPlan plan,
      Optional<String> idempotencyKey,
      Incarnation owner,
      Instant now) {
    return never();
  }

  @Override
  public CompletionStage<Void> addFaults(SenderId sender, BatchId batch, List<RowFault> faults) {
    return never();
  }

  @Override
  public CompletionStage<Void> sealPages(PageId first, int count) {
    return never();
  }

  @Override
  public CompletionStage<Void> store(SenderId sender, BatchId batch) {
    return never();
  }

  @Override
  public CompletionStage<Slice> ofCampaign(CampaignId campaign, Optional<Place> after, int limit) {
    return never();
  }

  @Override
  public CompletionStage<List<Batch>> sealing(int limit) {
    return never();
  }

  @Override
  public CompletionStage<List<Batch>> receiving(Incarnation owner, int limit) {
    return never();
  }

  @Override
  public CompletionStage<Integer> abandonStale(Incarnation living, Instant before) {
    return never();
  }

  @Override
  public CompletionStage<Void> sweep() {
    return never();
  }

  @Override
  public CompletionStage<Void> forgetFaults(Instant before) {
    return never();
  }

  @Override
  public CompletionStage<List<RowFault>> faults(
      SenderId sender, BatchId batch, int afterLine, int limit) {
    return never();
  }
}
