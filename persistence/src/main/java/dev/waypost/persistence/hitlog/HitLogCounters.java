package dev.waypost.persistence.hitlog;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The values of {@link HitLogCounter}. Safe for many threads. */
public final class HitLogCounters {
  private final Map<HitLogCounter, LongAdder> adders = new EnumMap<>(HitLogCounter.class);

  public HitLogCounters() {
    for (var counter : HitLogCounter.values()) {
      adders.put(counter, new LongAdder());
    }
  }

  public long value(HitLogCounter counter) {
    return adder(counter).sum();
  }

  /** Hits in the log that nobody has confirmed, refused or parked yet. */
  public long pending() {
    var settled =
        value(HitLogCounter.APPLIED)
            + value(HitLogCounter.REFUSED)
            + value(HitLogCounter.PARKED)
            + value(HitLogCounter.DAMAGED);
    return value(HitLogCounter.LOGGED) - settled;
  }

  /** All values now; not one moment's when hits are under way. */
  public Map<HitLogCounter, Long> snapshot() {
    var values = new EnumMap<HitLogCounter, Long>(HitLogCounter.class);
    adders.forEach((counter, adder) -> values.put(counter, adder.sum()));
    return values;
  }

  void add(HitLogCounter counter, long amount) {
    adder(counter).add(amount);
  }

  private LongAdder adder(HitLogCounter counter) {
    var adder = adders.get(counter);
    if (adder == null) {
      throw new IllegalStateException("no adder for " + counter);
    }
    return adder;
  }
}
