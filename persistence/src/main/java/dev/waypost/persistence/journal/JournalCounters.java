package dev.waypost.persistence.journal;

import java.util.concurrent.atomic.LongAdder;

/** The values of {@link JournalCounter}. Safe for many threads. */
public final class JournalCounters {
  private final LongAdder[] adders = new LongAdder[JournalCounter.values().length];

  public JournalCounters() {
    for (var i = 0; i < adders.length; i++) {
      adders[i] = new LongAdder();
    }
  }

  public long value(JournalCounter counter) {
    return adders[counter.ordinal()].sum();
  }

  void add(JournalCounter counter, long amount) {
    adders[counter.ordinal()].add(amount);
  }
}
