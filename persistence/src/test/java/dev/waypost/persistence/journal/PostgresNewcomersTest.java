package dev.waypost.persistence.journal;

import dev.waypost.persistence.Dialect;

class PostgresNewcomersTest extends NewcomersContract {
  PostgresNewcomersTest() {
    super(Dialect.POSTGRES);
  }
}
