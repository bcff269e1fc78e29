package dev.waypost.persistence.view;

import dev.waypost.persistence.Dialect;

class PostgresTimelineTest extends TimelineContract {
  PostgresTimelineTest() {
    super(Dialect.POSTGRES);
  }
}
