package dev.waypost.engine.delivery;

/**
 * Why the other side refused for good. Only {@link #HARD} suppresses the recipient. The order is
 * that of the bytes in the journal: only append.
 */
public enum BounceKind {
  /** The mailbox does not exist and will not. */
  HARD,
  /** The mailbox exists but does not take this mail now: full, disabled, too large. */
  SOFT,
  /** Refused for what the mail or its sender is: policy, reputation, content. */
  BLOCK
}
