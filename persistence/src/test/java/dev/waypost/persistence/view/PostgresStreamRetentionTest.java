package dev.waypost.persistence.view;

import dev.waypost.persistence.Dialect;

class PostgresStreamRetentionTest extends StreamRetentionContract {
  PostgresStreamRetentionTest() {
    super(Dialect.POSTGRES);
  }
}
