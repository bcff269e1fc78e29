package dev.waypost.engine.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordSearchTest {
  @Test
  void isIn_wordAnywhere_findsIt() {
    var search = new WordSearch(List.of("curl/", "+http", "trend micro"));

    assertThat(search.isIn("curl/8.5.0")).isTrue();
    assertThat(search.isIn("a robot (+http://robot.example)")).isTrue();
    assertThat(search.isIn("by trend micro")).isTrue();
    assertThat(search.isIn("trend macro")).isFalse();
    assertThat(search.isIn("curl")).isFalse();
    assertThat(search.isIn("c")).isFalse();
    assertThat(search.isIn("")).isFalse();
  }

  @Test
  void isIn_anyTextAndWords_saysWhatContainsSays() {
    Seeded.times(
        2_000,
        random -> {
          var words = new ArrayList<String>();
          for (var i = 0; i < 6; i++) {
            words.add(text(random, 2 + random.nextInt(3)));
          }
          var text = text(random, random.nextInt(30));

          assertThat(new WordSearch(words).isIn(text))
              .as("%s in %s", words, text)
              .isEqualTo(words.stream().anyMatch(text::contains));
        });
  }

  private static String text(Random random, int length) {
    var text = new StringBuilder();
    for (var i = 0; i < length; i++) {
      text.append("ab/+\u0161\u00e1".charAt(random.nextInt(6)));
    }
    return text.toString();
  }
}
