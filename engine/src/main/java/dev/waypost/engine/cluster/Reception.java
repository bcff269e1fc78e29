package dev.waypost.engine.cluster;

import dev.waypost.engine.id.BatchId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Which batches this process receives now: as many as callers have opened and not ended. What the
 * database calls receiving and is not here has nobody who sends it. Any thread.
 */
final class Reception {
  private final Map<BatchId, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();

  /** How a wait came out. */
  enum Wait {
    ENDED,
    STILL_RECEIVED
  }

  /** To be called before the batch is in the database. */
  void begin(BatchId batch) {
    ends.put(batch, new CompletableFuture<>());
  }

  /** To be called when nothing more is done for it, whatever became of it. */
  void end(BatchId batch) {
    Optional.ofNullable(ends.remove(batch)).ifPresent(waiting -> waiting.complete(null));
  }

  boolean has(BatchId batch) {
    return ends.containsKey(batch);
  }

  /** Waits for its end, so long and no longer. */
  CompletionStage<Wait> ended(BatchId batch, Duration patience) {
    return Optional.ofNullable(ends.get(batch))
        .map(
            end ->
                end.thenApply(ended -> Wait.ENDED)
                    .completeOnTimeout(
                        Wait.STILL_RECEIVED, patience.toNanos(), TimeUnit.NANOSECONDS))
        .orElseGet(() -> CompletableFuture.completedFuture(Wait.ENDED));
  }
}
