package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiSettingsTest {
  private static ApiSettings.Bounds with(String changes) {
    var defaults = ConfigFactory.parseResources("reference.conf").getConfig("waypost.api");
    return ApiSettings.Bounds.from(ConfigFactory.parseString(changes).withFallback(defaults));
  }

  @Test
  void from_reference_givesTheDefaults() {
    assertThat(with("")).isEqualTo(ApiSettings.Bounds.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"speed = 1", "port.speed = 1"})
  void from_unknownKey_isRefused(String change) {
    assertThatThrownBy(() -> with(change))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("speed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "json-size = 1 MiB",
        "json-memory = 3 MiB",
        "exports = 0",
        "unpack-ratio = 1",
        "engine-limit = 0s",
        "port.connections = 0",
        "port.head-size = 1 KiB",
        "port.uri-length = 10",
        "port.headers = 1",
        "port.header-length = 1",
        "port.head-limit = 0s",
        "port.body-window = 0s",
        "port.body-least = 0",
        "port.answer-stall = -1s",
        "port.idle-timeout = 0s",
        "port.linger = 0s",
        "port.requests = 0",
        "port.backlog = 0",
        "port.turned-away = -1"
      })
  void from_valuesOutOfRange_areRefusedWithTheirKey(String change) {
    var key = change.substring(change.indexOf('.') + 1, change.indexOf(' '));

    assertThatThrownBy(() -> with(change)).hasMessageContaining(key);
  }
}
