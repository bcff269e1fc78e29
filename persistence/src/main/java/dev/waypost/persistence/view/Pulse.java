package dev.waypost.persistence.view;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Wakes all who wait for something to happen. For many threads. */
final class Pulse {
  private CompletableFuture<Void> next = new CompletableFuture<>();

  /** Completes at the first beat after the call. */
  synchronized CompletionStage<Void> next() {
    return next;
  }

  void beat() {
    turn().complete(null);
  }

  private synchronized CompletableFuture<Void> turn() {
    var past = next;
    next = new CompletableFuture<>();
    return past;
  }
}
