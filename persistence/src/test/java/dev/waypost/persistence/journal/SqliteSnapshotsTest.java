package dev.waypost.persistence.journal;

import dev.waypost.persistence.Dialect;

class SqliteSnapshotsTest extends SnapshotsContract {
  SqliteSnapshotsTest() {
    super(Dialect.SQLITE);
  }
}
