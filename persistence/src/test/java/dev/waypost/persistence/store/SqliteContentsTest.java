package dev.waypost.persistence.store;

import dev.waypost.persistence.Dialect;

class SqliteContentsTest extends ContentsOfDatabase {
  SqliteContentsTest() {
    super(Dialect.SQLITE);
  }
}
