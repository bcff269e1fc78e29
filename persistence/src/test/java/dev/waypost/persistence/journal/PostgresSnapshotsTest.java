package dev.waypost.persistence.journal;

import dev.waypost.persistence.Dialect;

class PostgresSnapshotsTest extends SnapshotsContract {
  PostgresSnapshotsTest() {
    super(Dialect.POSTGRES);
  }
}
