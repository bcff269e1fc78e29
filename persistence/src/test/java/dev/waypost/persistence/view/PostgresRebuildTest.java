package dev.waypost.persistence.view;

import dev.waypost.persistence.Dialect;

class PostgresRebuildTest extends RebuildContract {
  PostgresRebuildTest() {
    super(Dialect.POSTGRES);
  }
}
