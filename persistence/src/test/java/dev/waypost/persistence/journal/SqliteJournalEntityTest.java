package dev.waypost.persistence.journal;

import dev.waypost.persistence.Dialect;

class SqliteJournalEntityTest extends JournalEntityContract {
  SqliteJournalEntityTest() {
    super(Dialect.SQLITE);
  }
}
