package dev.waypost.http.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where a connection stands between request and answer: written by those who answer, read by its
 * {@link ConnectionWatch}. For many threads.
 */
final class Conversation {
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private volatile boolean isBodyAwaited;
  private volatile boolean isTooSlow;
  private volatile boolean isClosing;
  private volatile boolean isGone;

  /** What is to be done when the connection ends. */
  private final Set<Runnable> atEnd = ConcurrentHashMap.newKeySet();

  /** The head of a request has been read. */
  void begin() {
    begun.incrementAndGet();
  }

  /** Its answer has been handed over to its end. */
  void end() {
    ended.incrementAndGet();
  }

  int begun() {
    return begun.get();
  }

  /** Whether a request waits for its answer or for the rest of it. */
  boolean isBusy() {
    return begun.get() != ended.get();
  }

  void awaitBody() {
    isBodyAwaited = true;
  }

  void bodyEnded() {
    isBodyAwaited = false;
  }

  /** Whether somebody reads the body of a request, and has not come to its end. */
  boolean isBodyAwaited() {
    return isBodyAwaited;
  }

  void tooSlow() {
    isTooSlow = true;
  }

  /** Whether a body was cut off by us, as it came too slowly. */
  boolean isTooSlow() {
    return isTooSlow;
  }

  void close() {
    isClosing = true;
  }

  /** Whether the next answer is the last. */
  boolean isClosing() {
    return isClosing;
  }

  /** Does it when the connection ends, at once if it has; perhaps twice. */
  void atEnd(Runnable what) {
    atEnd.add(what);
    if (isGone) {
      what.run();
    }
  }

  /** It need not be done any more. */
  void forget(Runnable what) {
    atEnd.remove(what);
  }

  /** The connection has ended, however that came. */
  void gone() {
    isGone = true;
    atEnd.forEach(Runnable::run);
  }
}
