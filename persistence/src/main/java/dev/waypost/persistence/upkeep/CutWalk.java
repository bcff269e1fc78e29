package dev.waypost.persistence.upkeep;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far a run has come, and what it knows of those that it has met, so that it reads each old
 * event about once. One step after the other.
 */
final class CutWalk {
  /**
   * An entity that cannot be cut any further.
   *
   * @param upTo its last event that is gone, or would be
   * @param why those behind stay
   */
  record Settled(long upTo, Stay why) {}

  /**
   * Where to go on with an entity that has more events than a step takes.
   *
   * @param isCounted whether it was met before, and forgotten
   */
  record Rest(long seqNr, Object state, boolean isCounted) {}

  private final LinkedHashMap<String, Settled> settled = new LinkedHashMap<>();
  private final Map<String, Rest> rests = new HashMap<>();
  private final int remembered;
  private long after;

  CutWalk(int remembered) {
    this.remembered = remembered;
  }

  /** The place behind which the next step begins. */
  long after() {
    return after;
  }

  Optional<Settled> settled(String persistenceId) {
    return Optional.ofNullable(settled.get(persistenceId));
  }

  Optional<Rest> rest(String persistenceId) {
    return Optional.ofNullable(rests.get(persistenceId));
  }

  void settle(String persistenceId, Settled how) {
    rests.remove(persistenceId);
    settled.putLast(persistenceId, how);
    if (settled.size() > remembered) {
      settled.pollFirstEntry();
    }
  }

  /** Only where nothing is deleted: otherwise the journal knows. */
  void goOn(String persistenceId, Rest from) {
    rests.put(persistenceId, from);
  }

  void stepTo(long place) {
    after = place;
  }
}
