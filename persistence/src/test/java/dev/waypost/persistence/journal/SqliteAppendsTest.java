package dev.waypost.persistence.journal;

import dev.waypost.persistence.Dialect;

class SqliteAppendsTest extends AppendsContract {
  SqliteAppendsTest() {
    super(Dialect.SQLITE);
  }
}
