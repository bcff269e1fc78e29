package dev.waypost.persistence.view;

import dev.waypost.persistence.Dialect;

class PostgresExportsTest extends ExportsContract {
  PostgresExportsTest() {
    super(Dialect.POSTGRES);
  }
}
