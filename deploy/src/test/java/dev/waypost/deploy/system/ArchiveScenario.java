package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A campaign that is over moves into a file, and only its figures and links stay. */
final class ArchiveScenario {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int PEOPLE = 30;

  @TempDir Path folder;

  @Test
  void archive_ofACampaignThatIsOver_leavesFiguresAndLinks() throws Exception {
    try (var sink = SmtpSink.start();
        var node = NodeProcess.in(folder.resolve("data"), Map.of("WAYPOST_SMTP", sink.url()), "")) {
      node.start().awaitReady();
      var api = node.api();
      var link = send(api, "spring");
      send(api, "summer");
      var file = folder.resolve("spring.ndjson.gz");
      var early = node.run("archive", "spring", "--to", file.toString(), "--yes");
      assertThat(early.exit()).isEqualTo(1);
      assertThat(early.said()).contains("is not archived");
      api.post("/v1/campaigns/spring/archive", "{}").expect(202);
      Await.until(
          SOON,
          "the view has seen the end",
          () -> api.get("/v1/events").text().contains("campaign.archived"));
      var before = api.campaign("spring");

      var looked = node.run("archive", "spring", "--dry-run");
      assertThat(looked.said()).contains("would be archived: spring, 30 recipients");
      Files.writeString(file, "somebody's");
      var refused = node.run("archive", "spring", "--to", file.toString(), "--yes");
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.said()).contains("no archive of this campaign");
      Files.delete(file);
      var ran = node.run("archive", "spring", "--to", file.toString(), "--yes");

      assertThat(ran.exit()).as(ran.said()).isZero();
      assertThat(ran.said()).contains("30 rows deleted");
      assertFile(file);
      var after = api.campaign("spring");
      assertThat(after.at("recipients").print()).isEqualTo(before.at("recipients").print());
      assertThat(after.at("engagement").print()).isEqualTo(before.at("engagement").print());
      api.get("/v1/campaigns/spring/recipients").expect(410);
      api.get("/v1/campaigns/spring/recipients/c-3").expect(410);
      api.get("/v1/campaigns/spring/recipients?email=p3@example.com").expect(410);
      api.get("/v1/suppressions/p2@example.com").expect(200);
      assertThat(api.get("/v1/suppressions").expect(200).text()).contains("p2@example.com");
      assertThat(api.get("/v1/campaigns/summer/recipients").expect(200).lines())
          .hasSize(PEOPLE + 1);
      Browser.get(link).expect(302);
      Await.until(
          SOON,
          "a click on an archived campaign's link",
          () -> api.campaign("spring").at("engagement", "clicks").print().contains("1"));
      var rebuilt = node.run("rebuild-views");
      assertThat(rebuilt.exit()).as(rebuilt.said()).isZero();
      assertThat(api.campaign("spring").at("recipients").print())
          .isEqualTo(before.at("recipients").print());
      api.get("/v1/campaigns/spring/recipients").expect(410);
      var again = node.run("archive", "spring", "--to", file.toString(), "--yes");
      assertThat(again.exit()).as(again.said()).isZero();
      assertThat(again.said()).contains("0 rows deleted");
      assertFile(file);
      assertThat(node.stop()).as(node.said()).isZero();
      var audit = node.audit();
      assertThat(audit.exit()).as(audit.said()).isZero();
    }
  }

  /** A link of the third. */
  private static String send(Api api, String campaign) throws Exception {
    api.campaign(campaign, "<a href=\"https://acme.example/{{id}}\">A</a>");
    api.rows(campaign, Api.people(1, PEOPLE)).expect(202);
    api.put("/v1/suppressions/p2@example.com", "{}").expect(200);
    api.launch(campaign);
    api.awaitState(campaign, "finished", SOON);
    return Recipients.links(Recipients.of(api, campaign, "c-3")).getFirst();
  }

  private static void assertFile(Path file) throws Exception {
    var lines = new ArrayList<Json>();
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
      }
    }
    assertThat(lines).hasSize(PEOPLE + 2);
    assertThat(lines.getFirst().at("recipients", "delivered").asLong()).isEqualTo(PEOPLE - 1);
    assertThat(lines.getFirst().at("linkTable").print()).contains("acme.example");
    assertThat(lines.getLast().print())
        .isEqualTo("{\"type\":\"end\",\"campaign\":\"spring\",\"recipients\":30}");
    var states =
        lines.subList(1, PEOPLE + 1).stream().map(line -> line.at("state").print()).toList();
    assertThat(states.stream().filter("\"suppressed\""::equals)).hasSize(1);
    assertThat(lines.get(3).at("email").asText()).contains("p3@example.com");
    assertThat(lines.get(3).at("name").asText()).contains("p3");
  }
}
