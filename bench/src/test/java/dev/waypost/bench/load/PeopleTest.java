package dev.waypost.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PeopleTest {
  @TempDir Path folder;

  @Test
  void people_ofACrowd_areTheSameEveryTimeAndNobodyTwice() throws IOException {
    var once = Files.readAllLines(People.write(folder.resolve("once"), "a", 300));
    var again = Files.readAllLines(People.write(folder.resolve("again"), "a", 300));

    assertThat(again).isEqualTo(once).hasSize(300);
    assertThat(new HashSet<>(once)).hasSize(300);
    assertThat(once.getFirst())
        .isEqualTo(
            "{\"id\":\"a-0\",\"email\":\"a.person0@shop0.example\",\"name\":\"Person 0\","
                + "\"data\":{\"city\":\"Budapest\",\"plan\":\"free\",\"since\":\"2000-01\"}}");
  }

  @Test
  void crowds_haveNoAddressInCommon() {
    assertThat(People.address("a", 5)).isNotEqualTo(People.address("b", 5));
    assertThat(People.address("a", 5)).isNotEqualTo(People.address("a", 102));
  }
}
