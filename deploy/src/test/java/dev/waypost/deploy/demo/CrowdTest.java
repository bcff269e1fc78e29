package dev.waypost.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import dev.waypost.engine.id.EmailAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CrowdTest {
  @Test
  void crowd_sameSeed_isTheSame() {
    assertThat(Crowd.of(200, 3).lines()).isEqualTo(Crowd.of(200, 3).lines());
    assertThat(Crowd.of(200, 3).lines()).isNotEqualTo(Crowd.of(200, 4).lines());
  }

  @Test
  void crowd_ofAnySize_addsUp() throws EmailAddress.Malformed {
    for (var size : new int[] {1, 2, 17, 1000}) {
      var crowd = Crowd.of(size, 48);

      assertThat(crowd.people()).hasSize(size);
      assertThat(crowd.lines()).hasSize(crowd.accepted() + crowd.repeated() + crowd.wrong());
      assertThat(crowd.repeated()).isPositive();
      assertThat(crowd.aliases()).isPositive();
      for (var entry : crowd.people().entrySet()) {
        assertThat(EmailAddress.parse(entry.getValue().email()).key()).isEqualTo(entry.getKey());
        assertThat(EmailAddress.parse(entry.getValue().alias().email()).key())
            .isEqualTo(entry.getKey());
        assertThat(entry.getKey()).matches(".*@example\\.(com|org|net)");
      }
    }
  }

  @Test
  void rows_readBack_haveTheSaidRepeats() {
    var crowd = Crowd.of(1000, 48);

    var ids = new HashSet<String>();
    var repeated = 0;
    var readable = 0;
    for (var line : crowd.lines()) {
      try {
        var row = Json.parse(line.getBytes(StandardCharsets.UTF_8));
        readable++;
        repeated += ids.add(row.at("id").asText().orElseThrow()) ? 0 : 1;
      } catch (IOException e) {
        assertThat(line).contains("cut off");
      }
    }

    assertThat(repeated).isEqualTo(crowd.repeated());
    assertThat(readable).isEqualTo(crowd.lines().size() - crowd.wrong() / 5);
  }

  @Test
  void behaviours_ofThousands_areAsInRealLife() {
    var random = new SplittableRandom(1);
    var seen = new EnumMap<Behaviour, Integer>(Behaviour.class);
    for (var i = 0; i < 10_000; i++) {
      seen.merge(Behaviour.of(i, random), 1, Integer::sum);
    }

    assertThat(seen).containsOnlyKeys(Behaviour.values());
    assertThat(seen.get(Behaviour.SCANNED)).isBetween(700, 900);
    assertThat(seen.get(Behaviour.CLICKED) + seen.get(Behaviour.CLICKED_TWICE))
        .isBetween(1650, 1950);
    assertThat(seen.get(Behaviour.IGNORED)).isBetween(3300, 3700);
  }
}
