package dev.waypost.engine.link;

/**
 * Who made a click or an open. A closed set; the order is that of the bytes in the journal, and
 * from the mildest to the strictest.
 */
public enum Verdict {
  HUMAN,
  UNKNOWN,
  MACHINE;

  /** Verdicts only ever become stricter. */
  public boolean isStricterThan(Verdict other) {
    return compareTo(other) > 0;
  }
}
