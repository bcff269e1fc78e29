package dev.waypost.http.api;

import dev.waypost.engine.SuppressionImport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An import that is waited for so long and no longer, so that stuck ones do not keep their places.
 * One offer asks hundreds of recipients, some at a time, each with a limit of its own: together
 * they may take some times as long as one answer does. What was offered too slowly may bind all the
 * same.
 */
final class TimedImport implements SuppressionImport {
  /** Limits of one answer that an offer may take. */
  static final int OFFER_LIMITS = 10;

  private final SuppressionImport inner;
  private final Duration limit;
  private volatile CompletionStage<Void> last = CompletableFuture.completedStage(null);

  TimedImport(SuppressionImport inner, Duration limit) {
    this.inner = inner;
    this.limit = limit;
  }

  @Override
  public CompletionStage<Void> offer(List<Line> lines) {
    var offered = inner.offer(lines);
    last = offered;
    return TimedEngine.limited(offered, limit.multipliedBy(OFFER_LIMITS));
  }

  @Override
  public CompletionStage<Imported> complete() {
    return TimedEngine.limited(inner.complete(), limit);
  }

  /** When the last offer has come to its end, which may be after this was given up. */
  @Override
  public CompletionStage<Void> abort() {
    var aborted =
        last.<CompletionStage<Void>>handle((done, failure) -> inner.abort())
            .thenCompose(stage -> stage);
    return TimedEngine.limited(aborted, limit);
  }
}
