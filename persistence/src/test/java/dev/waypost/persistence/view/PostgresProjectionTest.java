package dev.waypost.persistence.view;

import dev.waypost.persistence.Dialect;

class PostgresProjectionTest extends ProjectionContract {
  PostgresProjectionTest() {
    super(Dialect.POSTGRES);
  }
}
