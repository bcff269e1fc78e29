package dev.waypost.persistence.journal;

import dev.waypost.persistence.Dialect;

class PostgresJournalTest extends JournalContract {
  PostgresJournalTest() {
    super(Dialect.POSTGRES);
  }
}
