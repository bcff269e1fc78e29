package dev.waypost.engine.campaign;

/**
 * Where a campaign stands. A closed set, part of the public contract; the order is that of the
 * bytes in the journal.
 */
public enum CampaignPhase {
  DRAFT,
  SCHEDULED,
  RUNNING,
  PAUSED,
  FINISHED,
  CANCELLED,
  ARCHIVED
}
