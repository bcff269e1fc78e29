package dev.waypost.persistence.view;

import dev.waypost.persistence.Dialect;

class PostgresEventStreamTest extends EventStreamContract {
  PostgresEventStreamTest() {
    super(Dialect.POSTGRES);
  }
}
