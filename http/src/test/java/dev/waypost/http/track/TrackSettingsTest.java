package dev.waypost.http.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TrackSettingsTest {
  private static TrackSettings with(String changes) {
    var defaults = ConfigFactory.parseResources("reference.conf").getConfig("waypost.track");
    return TrackSettings.from(ConfigFactory.parseString(changes).withFallback(defaults));
  }

  @Test
  void from_reference_givesTheDefaults() {
    assertThat(with(""))
        .isEqualTo(
            new TrackSettings(
                Duration.ofMillis(300),
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                8192,
                Duration.ofSeconds(5),
                20_000,
                1024,
                Duration.ofSeconds(60),
                0,
                500));
  }

  @Test
  void from_unknownKey_isRefused() {
    assertThatThrownBy(() -> with("speed = 1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("speed");
  }

  @Test
  void from_valuesOutOfRange_areRefusedWithTheirKey() {
    assertThatThrownBy(() -> with("table-limit = 0s")).hasMessageContaining("table-limit");
    assertThatThrownBy(() -> with("connections = 0")).hasMessageContaining("connections");
    assertThatThrownBy(() -> with("threads = -1")).hasMessageContaining("threads");
  }
}
