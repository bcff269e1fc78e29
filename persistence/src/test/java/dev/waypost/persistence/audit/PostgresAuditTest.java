package dev.waypost.persistence.audit;

import dev.waypost.persistence.Dialect;

class PostgresAuditTest extends AuditContract {
  PostgresAuditTest() {
    super(Dialect.POSTGRES);
  }
}
