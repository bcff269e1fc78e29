package dev.waypost.persistence.upkeep;

/**
 * How much of the journal a cut takes at a time. A step reads {@code events} at most, and up to one
 * group and some first ones more, so that what it then deletes holds the writer for a moment only.
 *
 * @param places of old events that are looked up at once
 * @param window how many numbers of the one order are searched for them
 * @param eventsEach most events of an entity, and of a group that one statement reads
 * @param events after so many a step ends, and begins to write
 * @param bytes the same of what they weigh
 * @param remembered entities of which a run knows how far they were cut, and why no further; of
 *     others it reads the first event again; no fewer than {@code places}
 */
record CutBounds(int places, int window, int eventsEach, int events, long bytes, int remembered) {
  static final CutBounds USUAL = new CutBounds(1_000, 50_000, 200, 2_000, 4 << 20, 100_000);

  CutBounds {
    if (!(places >= 1 && window >= 1 && eventsEach >= 1 && events >= 1 && remembered >= places)) {
      throw new IllegalArgumentException("bounds are positive, and all places are remembered");
    }
  }

  /** Entities whose first events are read together: a small part of a step. */
  int entities() {
    return Math.max(1, events / 20);
  }
}
