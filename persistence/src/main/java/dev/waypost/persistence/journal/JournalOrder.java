package dev.waypost.persistence.journal;

/**
 * The one order of all events. SQLite has one writer. On PostgreSQL, whoever inserts into the
 * journal holds a lock from before the first number is drawn until the commit is visible, so that
 * numbers are the order of commits, and a reader who has seen one has seen all before it.
 */
final class JournalOrder {
  /** Takes the lock of this database; it goes with the transaction. */
  static final String TAKE_POSTGRES = "SELECT pg_advisory_xact_lock(8389754710214538613)";

  private JournalOrder() {}
}
