package dev.waypost.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakerTest {
  @Test
  void open_whenConnectionsCannotBeLetGo_isOpenAllTheSame() {
    var breaker = new Breaker();
    breaker.guard(
        List.of(),
        () -> {
          throw new IllegalStateException("the pool is closed");
        });

    breaker.open(new SQLException("gone"));
    breaker.open(new SQLException("still gone"));

    assertThat(breaker.cause()).get().extracting(Throwable::getMessage).isEqualTo("still gone");
    assertThat(breaker.outages()).isEqualTo(1);
  }
}
