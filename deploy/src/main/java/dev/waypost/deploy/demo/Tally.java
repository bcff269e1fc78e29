package dev.waypost.deploy.demo;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the demo itself did, to hold against what Waypost counted. Safe for many threads. */
final class Tally {
  /** One kind of deed. */
  enum Deed {
    HUMAN_OPEN,
    MACHINE_OPEN,
    HUMAN_CLICK,
    MACHINE_CLICK,
    CLICKING_PERSON,
    UNSUBSCRIBE,
    FORGERY
  }

  private final EnumMap<Deed, Long> deeds = new EnumMap<>(Deed.class);
  private final Map<String, Long> faults = new TreeMap<>();

  synchronized void add(Deed deed) {
    deeds.merge(deed, 1L, Long::sum);
  }

  /** An answer that was not what it must be; kinds are few. */
  synchronized void fault(String kind) {
    faults.merge(kind, 1L, Long::sum);
  }

  synchronized long count(Deed deed) {
    return Optional.ofNullable(deeds.get(deed)).orElse(0L);
  }

  synchronized Map<String, Long> faults() {
    return new TreeMap<>(faults);
  }
}
