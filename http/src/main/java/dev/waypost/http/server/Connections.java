package dev.waypost.http.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The open connections of a port, so that they can be ended in order. For many threads. */
final class Connections {
  /** One of them. */
  interface Open {
    /** Ends it, as soon as the request that is being answered has its answer. */
    void drain();

    /** Ends it now. */
    void cut();
  }

  private final Set<Open> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger places = new AtomicInteger();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean isDraining;

  /**
   * Takes one of so many places, for a connection that is about to be added; false when there is
   * none. {@link #remove} gives it back.
   */
  boolean reserve(int most) {
    if (places.incrementAndGet() <= most) {
      return true;
    }
    places.decrementAndGet();
    return false;
  }

  void add(Open connection) {
    open.add(connection);
    if (isDraining) {
      connection.drain();
    }
  }

  void remove(Open connection) {
    open.remove(connection);
    places.decrementAndGet();
    completeIfEmpty();
  }

  /** Ends all of them, and cuts those that are still there after that time. */
  CompletionStage<Void> drain(Duration limit) {
    isDraining = true;
    open.forEach(Open::drain);
    completeIfEmpty();
    return ended
        .copy()
        .completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS)
        .thenRun(() -> open.forEach(Open::cut));
  }

  private void completeIfEmpty() {
    if (isDraining && open.isEmpty()) {
      ended.complete(null);
    }
  }
}
