package dev.waypost.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LanguageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hu                      | HUNGARIAN",
        "hu-HU,hu;q=0.9,en;q=0.8 | HUNGARIAN",
        "en-GB,en;q=0.9,hu;q=0.8 | ENGLISH",
        "en;q=0.2, HU;q=0.7      | HUNGARIAN",
        "de, fr;q=0.5            | ENGLISH",
        "de, hu;q=0.1            | HUNGARIAN",
        "hu;q=0                  | ENGLISH",
        "hu;q=nonsense           | ENGLISH",
        "*                       | ENGLISH",
        ";;;,,,;q=;=             | ENGLISH",
        "hungarian               | ENGLISH",
      })
  void preferred_header_isTheHeaviestWeSpeak(String header, Language expected) {
    assertThat(Language.preferred(Optional.of(header))).isEqualTo(expected);
  }

  @Test
  void preferred_noHeader_isEnglish() {
    assertThat(Language.preferred(Optional.empty())).isEqualTo(Language.ENGLISH);
  }

  @Test
  void preferred_endlessHeader_isReadOnlySoFar() {
    var header = "xx,".repeat(10_000) + "hu";

    assertThat(Language.preferred(Optional.of(header))).isEqualTo(Language.ENGLISH);
  }
}
