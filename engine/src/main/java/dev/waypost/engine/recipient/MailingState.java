package dev.waypost.engine.recipient;

/**
 * Where a mailing stands. A closed set, part of the public contract; the order is that of the bytes
 * in the journal. The table of transitions stands in docs/ARCHITECTURE.md and is tested.
 */
public enum MailingState {
  WAITING,
  ATTEMPTING,
  DEFERRED,
  DELIVERED,
  BOUNCED,
  EXPIRED,
  SUPPRESSED,
  DUPLICATE,
  FAILED,
  CANCELLED,
  IN_DOUBT
}
