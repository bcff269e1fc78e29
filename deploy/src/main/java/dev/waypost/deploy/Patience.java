package dev.waypost.deploy;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long a node waits for its own parts, while it starts and stops: the only waits it knows. */
final class Patience {
  static final Duration START = Duration.ofSeconds(60);
  static final Duration STOP = Duration.ofSeconds(45);

  private Patience() {}

  /** Blocks. Fails when the stage does, or takes longer. */
  static <T> T await(CompletionStage<T> stage, Duration limit) {
    try {
      return stage.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("not done within " + limit.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
