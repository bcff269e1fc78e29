package dev.waypost.persistence.store;

import dev.waypost.persistence.Dialect;

final class SqliteRowLookupsTest extends RowLookupsContract {
  SqliteRowLookupsTest() {
    super(Dialect.SQLITE);
  }
}
