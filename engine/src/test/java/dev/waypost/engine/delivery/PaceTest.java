package dev.waypost.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
  @ParameterizedTest
  @ValueSource(strings = {"1 per second", "600 per minute", "1000000 per hour"})
  void pace_printed_isReadAgain(String text) {
    assertThat(Pace.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "600", "0 per second", "1000001 per hour", "5 per day", "-1 per hour", "x"})
  void pace_ofAnotherForm_isRefusedWithTheForm(String text) {
    assertThatThrownBy(() -> Pace.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a pace is");
  }

  @Test
  void interval_isTheTimeDividedByTheMails() {
    assertThat(Pace.parse("600 per minute").interval()).isEqualTo(Duration.ofMillis(100));
    assertThat(Pace.parse("1000000 per second").interval()).isEqualTo(Duration.ofNanos(1000));
  }
}
