package dev.waypost.persistence.store;

import dev.waypost.persistence.Dialect;

class SqliteStoreTest extends StoreContract {
  SqliteStoreTest() {
    super(Dialect.SQLITE);
  }
}
