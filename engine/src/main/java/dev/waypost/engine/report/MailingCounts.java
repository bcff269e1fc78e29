package dev.waypost.engine.report;

/** How many mailings of a campaign stand where, without those that are waiting. */
public record MailingCounts(
    long attempting,
    long deferred,
    long delivered,
    long bounced,
    long expired,
    long suppressed,
    long duplicate,
    long failed,
    long cancelled,
    long inDoubt) {
  public static final MailingCounts NONE = new MailingCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** All that are not waiting. */
  public long sum() {
    return attempting
        + deferred
        + delivered
        + bounced
        + expired
        + suppressed
        + duplicate
        + failed
        + cancelled
        + inDoubt;
  }
}
