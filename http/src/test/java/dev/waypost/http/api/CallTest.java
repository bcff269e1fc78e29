package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallTest {
  @ParameterizedTest
  @ValueSource(strings = {"", ";", "\"\";", ";;", "text/plain", "application/json;charset=latin1"})
  void type_thatIsAnother_isNone(String type) {
    assertThat(Call.hasType(type, "application/json")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json;",
        "Application/JSON; charset=\"UTF-8\"; x=y"
      })
  void type_thatIsTheWantedInUtf8_isOne(String type) {
    assertThat(Call.hasType(type, "application/json")).isTrue();
  }
}
