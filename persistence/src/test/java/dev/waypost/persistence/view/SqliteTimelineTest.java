package dev.waypost.persistence.view;

import dev.waypost.persistence.Dialect;

class SqliteTimelineTest extends TimelineContract {
  SqliteTimelineTest() {
    super(Dialect.SQLITE);
  }
}
