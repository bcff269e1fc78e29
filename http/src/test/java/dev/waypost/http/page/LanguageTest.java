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
        "hu;q=1.5                | ENGLISH",
        "hu;q=1.001              | ENGLISH",
        "hu;Q=0.9, en;q=0.8      | HUNGARIAN",
        "hu ; q = 0.9, en;q=0.8  | HUNGARIAN",
        "en;q=0.5, hu;q=0.50     | ENGLISH",
        "hu, en                  | HUNGARIAN",
        "hu;q=0, *               | ENGLISH",
        "en;q=0, *               | HUNGARIAN",
        "*;q=0.5, hu;q=0.6       | HUNGARIAN",
        "hu;q=0.4, *;q=0.5       | ENGLISH",
        "*, hu;q=1               | HUNGARIAN",
        "*;q=0                   | ENGLISH",
        "en;q=0                  | ENGLISH",
        "hu-Latn-HU-x-old        | HUNGARIAN",
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
    for (var last : new String[] {"hu", "hu-HU,xx", "*"}) {
      var header = "xx,".repeat(20) + last;

      assertThat(Language.preferred(Optional.of(header))).isEqualTo(Language.ENGLISH);
    }
    assertThat(Language.preferred(Optional.of("xx,".repeat(19) + "hu")))
        .isEqualTo(Language.HUNGARIAN);
  }
}
