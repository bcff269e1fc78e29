package dev.waypost.persistence;

/**
 * What a write belongs to. Writes of one lane run one after the other; on a database with several
 * writers those of different lanes run at the same time, so whatever must exclude each other shares
 * a lane.
 */
public enum Lane {
  /** Events, snapshots, alarms. */
  JOURNAL,
  /** Batches, their rows and pages, imports. */
  ROWS,
  /** What projections make of the journal. */
  VIEWS,
  /** All that is rare. */
  OTHER
}
