package dev.waypost.persistence.store;

import dev.waypost.persistence.Dialect;

class PostgresContentsTest extends ContentsOfDatabase {
  PostgresContentsTest() {
    super(Dialect.POSTGRES);
  }
}
