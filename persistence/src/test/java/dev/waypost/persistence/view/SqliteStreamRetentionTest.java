package dev.waypost.persistence.view;

import dev.waypost.persistence.Dialect;

class SqliteStreamRetentionTest extends StreamRetentionContract {
  SqliteStreamRetentionTest() {
    super(Dialect.SQLITE);
  }
}
