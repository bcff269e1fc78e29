package dev.waypost.persistence.store;

import dev.waypost.persistence.Dialect;

class SqliteImportLinesTest extends ImportLinesContract {
  SqliteImportLinesTest() {
    super(Dialect.SQLITE);
  }
}
