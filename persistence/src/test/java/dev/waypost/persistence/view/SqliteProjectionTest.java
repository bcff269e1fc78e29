package dev.waypost.persistence.view;

import dev.waypost.persistence.Dialect;

class SqliteProjectionTest extends ProjectionContract {
  SqliteProjectionTest() {
    super(Dialect.SQLITE);
  }
}
