package dev.waypost.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DatabaseSettingsTest {
  private static final PostgresSettings POSTGRES =
      new PostgresSettings(
          true,
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(45),
          Duration.ofMinutes(30),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofMillis(200),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10));

  @Test
  void defaults_areThese() {
    assertThat(TestDatabase.SETTINGS)
        .isEqualTo(
            new DatabaseSettings(50_000, 1_000, 4, 20_000, Duration.ofSeconds(10), POSTGRES));
  }

  @Test
  void from_withUnknownKey_isRefused() {
    var config =
        ConfigFactory.parseString("writer = 1")
            .withFallback(ConfigFactory.load().getConfig("waypost.database"));

    assertThatThrownBy(() -> DatabaseSettings.from(config)).hasMessageContaining("writer");
  }

  @Test
  void settings_thatContradict_areRefused() {
    var second = Duration.ofSeconds(1);

    assertThatThrownBy(() -> new DatabaseSettings(10, 11, 1, 1, second, POSTGRES))
        .hasMessageContaining("writes-per-commit");
    assertThatThrownBy(() -> new DatabaseSettings(10, 10, 0, 1, second, POSTGRES))
        .hasMessageContaining("readers");
    var slow =
        ConfigFactory.parseString("postgres.heartbeat-timeout = 4 seconds")
            .withFallback(ConfigFactory.load().getConfig("waypost.database"));
    assertThatThrownBy(() -> DatabaseSettings.from(slow))
        .hasMessageContainingAll("heartbeat-timeout", "connect-timeout");
  }
}
