package dev.waypost.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.waypost.persistence.Gathering;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JournalSettingsTest {
  private static final Gathering.Bounds ANY = new Gathering.Bounds(1, 1, 1, 1, 1);

  @Test
  void defaults_areThese() {
    assertThat(JournalContract.SETTINGS)
        .isEqualTo(
            new JournalSettings(
                new Gathering.Bounds(50_000, 64L << 20, 1000, 4L << 20, 2),
                new Gathering.Bounds(10_000, 32L << 20, 200, 4L << 20, 1),
                new Gathering.Bounds(50_000, 1L << 20, 500, 16L << 20, 2),
                400,
                20_000,
                10_000,
                64L << 20,
                Duration.ofSeconds(10)));
  }

  @Test
  void from_withUnknownKey_isRefused() {
    assertRefused("batch = 1", "batch");
    assertRefused("wakes.window = 1 ms", "window");
  }

  private static void assertRefused(String text, String key) {
    var config =
        ConfigFactory.parseString(text)
            .withFallback(ConfigFactory.load().getConfig("waypost.journal"));
    assertThatThrownBy(() -> JournalSettings.from(config)).hasMessageContaining(key);
  }

  @Test
  void settings_thatContradict_areRefused() {
    var second = Duration.ofSeconds(1);

    assertThatThrownBy(() -> new JournalSettings(ANY, ANY, ANY, 2, 1, 1, 1, second))
        .hasMessageContaining("rows-at-once");
    assertThatThrownBy(() -> new JournalSettings(ANY, ANY, ANY, 1, 1, 1, 1, Duration.ZERO))
        .hasMessageContaining("handover-life");
    assertThatThrownBy(() -> new Gathering.Bounds(1, 1, 0, 1, 1)).hasMessageContaining("at-once");
  }
}
