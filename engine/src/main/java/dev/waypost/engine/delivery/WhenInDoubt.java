package dev.waypost.engine.delivery;

/** What follows when an attempt ended in doubt. The order is that of the bytes in the journal. */
public enum WhenInDoubt {
  /**
   * Try again: at least once (RFC 5321 section 3.8). At once after the first try or when the sender
   * died; on the retry schedule when the other side falls silent again.
   */
  RETRY,
  /** Take it as delivered: at most once. */
  ASSUME_DELIVERED,
  /** Leave it until somebody resolves it or a hit proves the delivery. */
  HOLD
}
