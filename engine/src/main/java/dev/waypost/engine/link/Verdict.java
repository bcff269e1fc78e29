package dev.waypost.engine.link;

/** Who made a click or an open. A closed set; the order is that of the bytes in the journal. */
public enum Verdict {
  HUMAN,
  UNKNOWN,
  MACHINE
}
