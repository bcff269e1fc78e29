package dev.waypost.engine.recipient;

/**
 * Where a mailing stands. A closed set, part of the public contract; the order is that of the bytes
 * in the journal. The table of transitions stands in docs/STATES.md and is tested.
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
  IN_DOUBT;

  /** Whether nothing happens any more unless somebody asks for it. Held in doubt is not final. */
  public boolean isFinal() {
    return switch (this) {
      case WAITING, ATTEMPTING, DEFERRED, IN_DOUBT -> false;
      case DELIVERED, BOUNCED, EXPIRED, SUPPRESSED, DUPLICATE, FAILED, CANCELLED -> true;
    };
  }
}
