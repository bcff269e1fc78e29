package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A campaign that is to begin at a time begins then, though its process was killed before. */
final class ScheduledLaunchScenario {
  private static final int PEOPLE = 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Long enough for a kill and a start. */
  private static final Duration AHEAD = Duration.ofSeconds(15);

  @TempDir Path folder;

  @Test
  void campaign_scheduledAgainAndKilledBefore_beginsAtTheLastTime() throws Exception {
    try (var sink = SmtpSink.start();
        var node = NodeProcess.in(folder.resolve("data"), sink)) {
      node.start().awaitReady();
      var api = node.api();
      api.campaign("spring", "<a href=\"https://acme.example/a\">A</a>");
      api.rows("spring", Api.people(1, PEOPLE)).expect(202);
      var early = Recipients.links(Recipients.of(api, "spring", "c-1")).getFirst();
      assertThat(Browser.get(early).expect(302).header("Location"))
          .as("a link of a draft")
          .isEqualTo("https://acme.example/a");

      var soon = Instant.now().plus(AHEAD).truncatedTo(ChronoUnit.MILLIS);
      assertScheduled(schedule(api, soon.plusSeconds(3600)), soon.plusSeconds(3600));
      assertScheduled(schedule(api, soon), soon);
      node.kill();
      node.start().awaitReady();
      assertThat(sink.count()).as("mails before the time").isZero();

      var finished = api.awaitState("spring", "finished", LIMIT);
      assertThat(Recipients.count(finished, "delivered")).isEqualTo(PEOPLE);
      assertThat(sink.mails())
          .hasSize(PEOPLE)
          .allSatisfy(mail -> assertThat(mail.at()).isAfterOrEqualTo(soon));
      assertThat(instant(finished, "launchedAt")).isAfterOrEqualTo(soon);
      var mailed = Recipients.links(Recipients.of(api, "spring", "c-1")).getFirst();
      assertThat(mailed).as("a link of a draft is that of the mail").isEqualTo(early);
      assertThat(Browser.get(early).status()).isEqualTo(302);
      assertThat(node.stop()).as(node.said()).isZero();
      assertThat(node.audit()).satisfies(a -> assertThat(a.exit()).as(a.said()).isZero());
    }
  }

  private static Api.Answer schedule(Api api, Instant at) throws Exception {
    return api.post("/v1/campaigns/spring/launch", "{\"at\": \"" + at + "\"}").expect(202);
  }

  private static void assertScheduled(Api.Answer answer, Instant at) {
    assertThat(answer.json().at("state").asText()).contains("scheduled");
    assertThat(instant(answer.json(), "scheduledAt")).isEqualTo(at);
  }

  private static Instant instant(Json json, String member) {
    return Instant.parse(json.at(member).asText().orElseThrow());
  }
}
