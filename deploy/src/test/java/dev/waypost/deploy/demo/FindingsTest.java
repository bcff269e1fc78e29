package dev.waypost.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class FindingsTest {
  private final Crowd crowd = Crowd.of(10, 1);
  private final Tally tally = new Tally();

  @Test
  void counts_asDone_haveNoDifferences() throws IOException {
    tally.add(Tally.Deed.HUMAN_CLICK);
    tally.add(Tally.Deed.CLICKING_PERSON);

    assertThat(Findings.of(campaign(10, 1), batch(), crowd, 10, tally).differences()).isEmpty();
    assertThat(Findings.isSettled(campaign(10, 1), tally)).isTrue();
  }

  @Test
  void counts_thatDiffer_areNamed() throws IOException {
    tally.fault("link answered 500");

    assertThat(Findings.of(campaign(9, 1), batch(), crowd, 10, tally).differences())
        .containsExactly(
            "delivered: Waypost counted 9, the demo did 10",
            "delivered and suppressed: Waypost counted 9, the demo did 10",
            "clicks by people: Waypost counted 1, the demo did 0",
            "people who clicked: Waypost counted 1, the demo did 0",
            "link answered 500: 1 times");
    assertThat(Findings.isSettled(campaign(10, 1), tally)).isFalse();
  }

  private Json batch() throws IOException {
    return json(
        "{\"accepted\": %d, \"duplicates\": %d, \"rejected\": %d}"
            .formatted(crowd.accepted(), crowd.repeated(), crowd.wrong()));
  }

  private Json campaign(int delivered, int clicks) throws IOException {
    return json(
        """
        {"recipients": {"accepted": %d, "delivered": %d, "duplicate": %d},
         "engagement": {"clicks": {"human": %d, "unique": %d}}}
        """
            .formatted(crowd.accepted(), delivered, crowd.aliases(), clicks, clicks));
  }

  private static Json json(String text) throws IOException {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
