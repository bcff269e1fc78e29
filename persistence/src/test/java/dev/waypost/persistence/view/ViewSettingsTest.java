package dev.waypost.persistence.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ViewSettingsTest {
  static final StreamSettings STREAM =
      new StreamSettings(Duration.ofDays(90), Duration.ofMinutes(1), 5000);

  @Test
  void from_shippedConfiguration_isThis() {
    var shipped = ViewSettings.from(ConfigFactory.load().getConfig("waypost.view"));

    assertThat(shipped)
        .isEqualTo(
            new ViewSettings(
                500,
                10_000,
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                STREAM));
  }

  @Test
  void from_unknownKey_isRefusedByName() {
    var config = ConfigFactory.parseString("idel = 1 s");

    assertThatThrownBy(() -> ViewSettings.from(config)).hasMessageContaining("idel");
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertRefused(0, 1, Duration.ofMillis(1), Duration.ofMillis(1));
    assertRefused(2, 1, Duration.ofMillis(1), Duration.ofMillis(1));
    assertRefused(1, 100_001, Duration.ofMillis(1), Duration.ofMillis(1));
    assertRefused(1, 1, Duration.ZERO, Duration.ofMillis(1));
    assertRefused(1, 1, Duration.ofMillis(2), Duration.ofMillis(1));
  }

  private static void assertRefused(
      int eventsAtOnce, int eventsAtMost, Duration idle, Duration readersWait) {
    assertThatThrownBy(
            () ->
                new ViewSettings(
                    eventsAtOnce, eventsAtMost, idle, Duration.ofMillis(1), readersWait, STREAM))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void stream_outOfRange_isRefusedByName() {
    var day = Duration.ofDays(1);

    assertThatThrownBy(() -> new StreamSettings(Duration.ofMinutes(59), day, 1))
        .hasMessageContaining("retention");
    assertThatThrownBy(() -> new StreamSettings(Duration.ofDays(3661), day, 1))
        .hasMessageContaining("retention");
    assertThatThrownBy(() -> new StreamSettings(day, Duration.ZERO, 1))
        .hasMessageContaining("sweep-every");
    assertThatThrownBy(() -> new StreamSettings(day, day, 0)).hasMessageContaining("sweep-at-once");
    assertThatThrownBy(() -> StreamSettings.from(ConfigFactory.parseString("retenton = 90 days")))
        .hasMessageContaining("retenton");
  }
}
