package dev.waypost.persistence.view;

import dev.waypost.persistence.Dialect;

class SqliteRebuildTest extends RebuildContract {
  SqliteRebuildTest() {
    super(Dialect.SQLITE);
  }
}
