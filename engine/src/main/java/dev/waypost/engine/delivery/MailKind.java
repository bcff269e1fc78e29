package dev.waypost.engine.delivery;

/**
 * Who holds a mail back, and what its headers offer. The order is that of the bytes in the journal.
 */
public enum MailKind {
  /**
   * One mail per address; suppressed by unsubscribes, bounces and complaints; offers
   * List-Unsubscribe.
   */
  BROADCAST,
  /** May mail one address under several ids; suppressed by bounces and complaints only. */
  TRANSACTIONAL
}
