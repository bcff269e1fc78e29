package dev.waypost.http.track;

import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A log in memory that fails, or leaves its callers waiting, when it is told to. */
final class RecordingLog implements HitLog {
  private static final LogId ID = new LogId(1, 1);

  private final List<Hit> hits = new ArrayList<>();
  private final List<Position> shipped = new ArrayList<>();
  volatile CompletableFuture<Void> durable = CompletableFuture.completedFuture(null);
  volatile CompletableFuture<Void> shipping = CompletableFuture.completedFuture(null);

  void failing() {
    durable = CompletableFuture.failedFuture(new Unlogged("disk full"));
  }

  /** As new. */
  synchronized void reset() {
    hits.clear();
    shipped.clear();
    durable = CompletableFuture.completedFuture(null);
    shipping = CompletableFuture.completedFuture(null);
  }

  synchronized List<Hit> hits() {
    return List.copyOf(hits);
  }

  synchronized List<Position> shippedFirst() {
    return List.copyOf(shipped);
  }

  @Override
  public synchronized CompletionStage<Position> append(Hit hit) {
    var outcome = durable;
    if (!outcome.isCompletedExceptionally()) {
      hits.add(hit);
    }
    var position = new Position(ID, hits.size());
    return outcome.thenApply(nothing -> position);
  }

  @Override
  public synchronized CompletionStage<Void> shipped(Position position) {
    shipped.add(position);
    return shipping;
  }
}
