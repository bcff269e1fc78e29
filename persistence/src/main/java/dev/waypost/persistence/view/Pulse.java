package dev.waypost.persistence.view;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/** Wakes all who wait for something to happen. For many threads. */
final class Pulse {
  private final AtomicReference<CompletableFuture<Void>> next =
      new AtomicReference<>(new CompletableFuture<>());

  /** Completes at the first beat after the call. */
  CompletionStage<Void> next() {
    return next.get();
  }

  void beat() {
    next.getAndSet(new CompletableFuture<>()).complete(null);
  }
}
