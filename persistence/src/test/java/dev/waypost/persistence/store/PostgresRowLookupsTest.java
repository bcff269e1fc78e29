package dev.waypost.persistence.store;

import dev.waypost.persistence.Dialect;

final class PostgresRowLookupsTest extends RowLookupsContract {
  PostgresRowLookupsTest() {
    super(Dialect.POSTGRES);
  }
}
