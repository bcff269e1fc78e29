package dev.waypost.persistence.journal;

import dev.waypost.persistence.Dialect;

class SqliteNewcomersTest extends NewcomersContract {
  SqliteNewcomersTest() {
    super(Dialect.SQLITE);
  }
}
