package dev.waypost.persistence.journal;

import dev.waypost.persistence.Dialect;

class PostgresJournalEntityTest extends JournalEntityContract {
  PostgresJournalEntityTest() {
    super(Dialect.POSTGRES);
  }
}
