package dev.waypost.persistence.upkeep;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** How somebody who writes beside a node lets it have its turn. */
@FunctionalInterface
interface Pauses {
  /** Real ones. */
  Pauses REAL = time -> CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS);

  /** Runs what it gets, so much later. */
  Executor after(Duration time);
}
