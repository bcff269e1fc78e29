package dev.waypost.persistence.view;

import dev.waypost.persistence.Dialect;

class PostgresTestMailingViewTest extends TestMailingViewContract {
  PostgresTestMailingViewTest() {
    super(Dialect.POSTGRES);
  }
}
