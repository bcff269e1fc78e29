package dev.waypost.persistence.store;

import dev.waypost.persistence.Dialect;

class PostgresImportLinesTest extends ImportLinesContract {
  PostgresImportLinesTest() {
    super(Dialect.POSTGRES);
  }
}
