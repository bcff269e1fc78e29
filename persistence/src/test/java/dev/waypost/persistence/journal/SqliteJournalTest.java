package dev.waypost.persistence.journal;

import dev.waypost.persistence.Dialect;

class SqliteJournalTest extends JournalContract {
  SqliteJournalTest() {
    super(Dialect.SQLITE);
  }
}
