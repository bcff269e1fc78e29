package dev.waypost.http.api;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The streams that are open, within their bound, and what was counted of them. For many threads.
 */
public final class EventCounters {
  private final Map<EventCounter, LongAdder> counts = new EnumMap<>(EventCounter.class);
  private final AtomicInteger open = new AtomicInteger();
  private final int openMax;

  EventCounters(int openMax) {
    this.openMax = openMax;
    for (var counter : EventCounter.values()) {
      counts.put(counter, new LongAdder());
    }
  }

  public long value(EventCounter counter) {
    return adder(counter).sum();
  }

  public int open() {
    return open.get();
  }

  void told(int events) {
    adder(EventCounter.TOLD).add(events);
  }

  /** Whether one more may be opened now; counts it as refused if not. */
  boolean hasRoom() {
    if (open.get() < openMax) {
      return true;
    }
    adder(EventCounter.REFUSED).increment();
    return false;
  }

  /** Takes a place, to be given back by {@link #close}; false when there is none. */
  boolean tryOpen() {
    if (open.incrementAndGet() <= openMax) {
      adder(EventCounter.OPENED).increment();
      return true;
    }
    open.decrementAndGet();
    adder(EventCounter.REFUSED).increment();
    return false;
  }

  void close() {
    open.decrementAndGet();
  }

  private LongAdder adder(EventCounter counter) {
    var adder = counts.get(counter);
    if (adder == null) {
      throw new IllegalStateException("no counter " + counter);
    }
    return adder;
  }
}
