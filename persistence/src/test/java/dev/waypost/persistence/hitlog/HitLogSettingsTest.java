package dev.waypost.persistence.hitlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class HitLogSettingsTest {
  private static HitLogSettings with(String changes) {
    Config defaults = ConfigFactory.parseResources("reference.conf").getConfig("waypost.hitlog");
    return HitLogSettings.from(ConfigFactory.parseString(changes).withFallback(defaults));
  }

  @Test
  void from_reference_givesTheDefaults() {
    assertThat(with(""))
        .isEqualTo(
            new HitLogSettings(
                1,
                Acks.FSYNC,
                65_536,
                4096,
                64L << 20,
                Duration.ofSeconds(1),
                Duration.ofHours(24),
                new ShipperSettings(
                    200,
                    500,
                    20_000,
                    1_000_000,
                    10_000,
                    Duration.ofMillis(100),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(1))));
  }

  @Test
  void from_unknownKey_isRefused() {
    assertThatThrownBy(() -> with("speed = 1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("speed");
    assertThatThrownBy(() -> with("shipper.speed = 1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("speed");
  }

  @Test
  void from_valuesOutOfRange_areRefusedWithTheirKey() {
    assertThatThrownBy(() -> with("acks = maybe")).hasMessageContaining("fsync, os or none");
    assertThatThrownBy(() -> with("edge = 65")).hasMessageContaining("edge");
    assertThatThrownBy(() -> with("shipper.read-ahead = 499")).hasMessageContaining("read-ahead");
  }
}
