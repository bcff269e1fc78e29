package dev.waypost.persistence.view;

import dev.waypost.persistence.Dialect;

class SqliteExportsTest extends ExportsContract {
  SqliteExportsTest() {
    super(Dialect.SQLITE);
  }
}
