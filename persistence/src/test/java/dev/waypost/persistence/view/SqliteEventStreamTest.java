package dev.waypost.persistence.view;

import dev.waypost.persistence.Dialect;

class SqliteEventStreamTest extends EventStreamContract {
  SqliteEventStreamTest() {
    super(Dialect.SQLITE);
  }
}
