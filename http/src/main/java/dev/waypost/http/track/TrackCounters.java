package dev.waypost.http.track;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The values of {@link TrackCounter}. Safe for many threads. */
public final class TrackCounters {
  private final Map<TrackCounter, LongAdder> adders = new EnumMap<>(TrackCounter.class);

  public TrackCounters() {
    for (var counter : TrackCounter.values()) {
      adders.put(counter, new LongAdder());
    }
  }

  public long value(TrackCounter counter) {
    return adder(counter).sum();
  }

  /** All values now; not one moment's when requests are under way. */
  public Map<TrackCounter, Long> snapshot() {
    var values = new EnumMap<TrackCounter, Long>(TrackCounter.class);
    adders.forEach((counter, adder) -> values.put(counter, adder.sum()));
    return values;
  }

  void count(TrackCounter counter) {
    adder(counter).increment();
  }

  private LongAdder adder(TrackCounter counter) {
    var adder = adders.get(counter);
    if (adder == null) {
      throw new IllegalStateException("no adder for " + counter);
    }
    return adder;
  }
}
