package dev.waypost.persistence.view;

import dev.waypost.persistence.Dialect;

class SqliteTestMailingViewTest extends TestMailingViewContract {
  SqliteTestMailingViewTest() {
    super(Dialect.SQLITE);
  }
}
