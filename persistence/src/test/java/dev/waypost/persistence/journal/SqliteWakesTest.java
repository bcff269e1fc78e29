package dev.waypost.persistence.journal;

import dev.waypost.persistence.Dialect;

class SqliteWakesTest extends WakesContract {
  SqliteWakesTest() {
    super(Dialect.SQLITE);
  }
}
