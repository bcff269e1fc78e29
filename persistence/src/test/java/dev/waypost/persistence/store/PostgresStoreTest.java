package dev.waypost.persistence.store;

import dev.waypost.persistence.Dialect;

class PostgresStoreTest extends StoreContract {
  PostgresStoreTest() {
    super(Dialect.POSTGRES);
  }
}
