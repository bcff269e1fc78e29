package dev.waypost.bench.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.bench.stage.ServerAddress;
import org.junit.jupiter.api.Test;

final class PostgresTest {
  @Test
  void database_besideAnother_keepsServerUserAndOptions() {
    var admin = new Postgres("jdbc:postgresql://db:5433/postgres?sslmode=require", "me", "secret");

    var beside = admin.sibling("bench");

    assertThat(beside.url()).isEqualTo("jdbc:postgresql://db:5433/bench?sslmode=require");
    assertThat(beside.name()).isEqualTo("bench");
    assertThat(beside.with("x=1")).endsWith("?sslmode=require&x=1");
    assertThat(new Postgres("jdbc:postgresql://db/a", "me", "s").with("x=1")).endsWith("/a?x=1");
    assertThat(beside.environment()).containsEntry("WAYPOST_DB_USER", "me");
    assertThat(beside.toString()).doesNotContain("secret");
  }

  @Test
  void server_thatIsNoPostgres_isRefused() {
    for (var url : new String[] {"jdbc:sqlite:a", "postgresql://db/a", "jdbc:postgresql://db"}) {
      assertThatThrownBy(() -> new ServerAddress(url, "me", ""))
          .hasMessageContaining("jdbc:postgresql://HOST:PORT/DATABASE");
    }
  }
}
