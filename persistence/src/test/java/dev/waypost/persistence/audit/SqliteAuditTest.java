package dev.waypost.persistence.audit;

import dev.waypost.persistence.Dialect;

class SqliteAuditTest extends AuditContract {
  SqliteAuditTest() {
    super(Dialect.SQLITE);
  }
}
