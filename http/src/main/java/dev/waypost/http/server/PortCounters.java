package dev.waypost.http.server;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** The values of {@link PortCounter}, and how many connections are open. Safe for many threads. */
public final class PortCounters {
  private final Map<PortCounter, LongAdder> adders = new EnumMap<>(PortCounter.class);
  private final AtomicInteger open = new AtomicInteger();

  public PortCounters() {
    for (var counter : PortCounter.values()) {
      adders.put(counter, new LongAdder());
    }
  }

  public long value(PortCounter counter) {
    return adder(counter).sum();
  }

  /** Connections that are open now, without those that are being turned away. */
  public int open() {
    return open.get();
  }

  void count(PortCounter counter) {
    adder(counter).increment();
  }

  void opened() {
    open.incrementAndGet();
  }

  void closed() {
    open.decrementAndGet();
  }

  private LongAdder adder(PortCounter counter) {
    var adder = adders.get(counter);
    if (adder == null) {
      throw new IllegalStateException("no adder for " + counter);
    }
    return adder;
  }
}
