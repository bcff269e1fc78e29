package dev.waypost.persistence.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ViewSettingsTest {
  @Test
  void from_shippedConfiguration_isThis() {
    var shipped = ViewSettings.from(ConfigFactory.load().getConfig("waypost.view"));

    assertThat(shipped)
        .isEqualTo(new ViewSettings(500, Duration.ofMillis(50), Duration.ofSeconds(1)));
  }

  @Test
  void from_unknownKey_isRefusedByName() {
    var config = ConfigFactory.parseString("idel = 1 s");

    assertThatThrownBy(() -> ViewSettings.from(config)).hasMessageContaining("idel");
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatThrownBy(() -> new ViewSettings(0, Duration.ofMillis(1), Duration.ofMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ViewSettings(1, Duration.ZERO, Duration.ofMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
