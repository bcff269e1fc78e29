package dev.waypost.persistence.hitlog;

/** What a hit waits for before it is answered. */
public enum Acks {
  /** The disk: an answered hit survives a power cut. Hits that wait together share one sync. */
  FSYNC,
  /** The operating system: an answered hit survives the end of the process, not a power cut. */
  OS,
  /** Nothing but its turn: an answered hit may be lost when the process ends. */
  NONE
}
