package dev.waypost.persistence.upkeep;

/**
 * Why an event that is old enough is not cut off the journal.
 *
 * @param campaign whose rows are not archived; empty for another reason
 */
record Stay(Reason reason, String campaign) {
  /** What has to happen before it can go. */
  enum Reason {
    /** Timelines, rows and a new view of its campaign are made of it. */
    CAMPAIGN,
    /** A younger event, or one that stays, came before it: an entity is only cut from its start. */
    ORDER,
    /** It cannot be read, or something is wrong with its recipient: it is evidence. */
    EVIDENCE
  }

  static Stay because(Reason reason) {
    return new Stay(reason, "");
  }
}
