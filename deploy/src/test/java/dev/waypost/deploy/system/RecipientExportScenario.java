package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import dev.waypost.deploy.system.SmtpSink.Deed;
import dev.waypost.deploy.system.SmtpSink.Script;
import dev.waypost.deploy.system.SmtpSink.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a campaign says of all its recipients is what it says of each, and of their numbers. */
final class RecipientExportScenario {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String HTML =
      "<p>Hello {{name}}</p><a href=\"https://acme.example/shop/{{id}}\">Shop</a>"
          + " <a href=\"{{waypost.unsubscribeUrl}}\">No more</a>";

  @TempDir Path folder;
  private SmtpSink sink;
  private TestNode node;
  private Api api;

  @BeforeEach
  void start() throws Exception {
    sink = SmtpSink.start(this::answer);
    node =
        TestNode.start(
            folder.resolve("data"),
            Map.of("WAYPOST_SMTP", sink.url()),
            "delivery { retry { initial = 1 hour, factor = 1, max = 1 hour } }");
    api = node.api();
  }

  @AfterEach
  void end() {
    node.close();
    sink.close();
  }

  /** p1 to p9 do not exist, p10 to p19 are to come later. */
  private Deed answer(SmtpSink.Moment moment) {
    if (moment.stage() == Stage.RCPT && moment.to().matches("p[1-9]@.*")) {
      return new Deed.Reply(550, "5.1.1 no such user");
    }
    if (moment.stage() == Stage.RCPT && moment.to().matches("p1[0-9]@.*")) {
      return new Deed.Reply(451, "4.7.1 greylisted");
    }
    return Script.ACCEPT.at(moment);
  }

  private List<Json> export(String query) throws Exception {
    return api.get("/v1/campaigns/spring/recipients" + query).expect(200).lines();
  }

  private static String text(Json json, String member) {
    return json.at(member).asText().orElse("");
  }

  private static List<Json> rows(List<Json> lines) {
    assertThat(text(lines.getLast(), "type")).isEqualTo("checkpoint");
    return lines.subList(0, lines.size() - 1);
  }

  private static List<String> ids(List<Json> lines) {
    return rows(lines).stream().map(row -> text(row, "id")).toList();
  }

  private static Map<String, Long> states(List<Json> lines) {
    return rows(lines).stream()
        .collect(Collectors.groupingBy(row -> text(row, "state"), Collectors.counting()));
  }

  private void assertAddsUp() throws Exception {
    var campaign = api.campaign("spring");
    var exported = states(export(""));
    for (var state : Recipients.STATES) {
      assertThat(exported.getOrDefault(state, 0L))
          .as(state)
          .isEqualTo(Recipients.count(campaign, state));
      assertThat(states(export("?state=" + state)))
          .isEqualTo(exported.containsKey(state) ? Map.of(state, exported.get(state)) : Map.of());
    }
  }

  @Test
  void outcomes_ofAllKinds_areThoseOfEachAndOfTheFigures() throws Exception {
    api.put("/v1/suppressions/p30@example.com", "{}").expect(200);
    api.campaign("spring", HTML);
    api.rows("spring", Api.people(1, 40) + Api.row("second", "p40")).expect(202);
    assertThat(states(export(""))).isEqualTo(Map.of("waiting", 41L));
    api.launch("spring");
    Recipients.awaitCount(api, "spring", "delivered", 20, LIMIT);
    Recipients.awaitCount(api, "spring", "deferred", 10, LIMIT);

    var all = export("");

    assertThat(states(all))
        .isEqualTo(
            Map.of(
                "bounced",
                9L,
                "deferred",
                10L,
                "delivered",
                20L,
                "suppressed",
                1L,
                "duplicate",
                1L));
    assertAddsUp();
    for (var row : rows(all)) {
      var one = Recipients.of(api, "spring", text(row, "id"));
      for (var member : List.of("id", "email", "state", "messageId", "bounce", "reason")) {
        assertThat(row.at(member).print()).as(row.print()).isEqualTo(one.at(member).print());
      }
    }
    assertThat(rows(export("?state=bounced")).getFirst().at("reason").asText())
        .hasValueSatisfying(reason -> assertThat(reason).contains("no such user"));
    assertThat(ids(export("?state=bounced,suppressed"))).hasSize(10).contains("c-1", "c-30");

    api.post("/v1/campaigns/spring/cancel", "{}").expect(202);
    Recipients.awaitCount(api, "spring", "cancelled", 10, LIMIT);
    assertAddsUp();
  }

  @Test
  void rowsNeverDriven_afterACancel_areCancelled() throws Exception {
    api.campaign("spring", HTML);
    api.rows("spring", Api.people(1, 700)).expect(202);
    assertThat(export("?state=waiting")).hasSize(701);

    api.post("/v1/campaigns/spring/cancel", "{}").expect(202);

    assertThat(states(export(""))).isEqualTo(Map.of("cancelled", 700L));
    assertThat(export("?state=waiting")).hasSize(1);
    assertAddsUp();
  }

  @Test
  void walk_whileBatchesArrive_showsEachRowOnce() throws Exception {
    api.campaign("spring", HTML);
    var batches = 6;
    var rows = 90;
    var stored = 0;
    var walked = new ArrayList<String>();
    Optional<String> next = Optional.of("");
    while (next.isPresent()) {
      if (stored < batches) {
        api.rows("spring", Api.people(1000 + stored * rows, 1000 + stored * rows + rows - 1))
            .expect(202);
        stored++;
        if (stored == 3) {
          api.launch("spring");
        }
      }
      var lines = export("?limit=60" + next.get());
      walked.addAll(ids(lines));
      next = lines.getLast().at("next").asText().map(cursor -> "&after=" + cursor);
    }

    assertThat(stored).isEqualTo(batches);
    assertThat(walked)
        .containsExactlyElementsOf(
            IntStream.range(1000, 1000 + batches * rows).mapToObj(i -> "c-" + i).toList());
  }

  /** For mails that somebody else sends. */
  @Test
  void links_beforeTheLaunch_areThoseOfTheMailAndCount() throws Exception {
    api.campaign("spring", HTML);
    api.rows("spring", Api.people(21, 23)).expect(202);

    var row = rows(export("?include=links")).getFirst();

    var tracked = Recipients.links(row).getFirst();
    Browser.get(tracked).expect(302);
    assertThat(Browser.get(tracked).header("Location")).isEqualTo("https://acme.example/shop/c-21");
    Browser.get(row.at("pixel").asText().orElseThrow()).expect(200);
    Browser.unsubscribe(row.at("unsubscribe").asText().orElseThrow()).expect(200);
    var campaign =
        Await.value(
            LIMIT,
            "the click is counted and the wish",
            () -> api.campaign("spring"),
            c ->
                c.at("engagement", "clicks", "unique").asLong() == 1
                    && c.at("engagement", "unsubscribed").asLong() == 1);
    assertThat(campaign.at("engagement", "unsubscribed").asLong()).isEqualTo(1);

    api.launch("spring");
    api.awaitState("spring", "finished", LIMIT);
    assertThat(states(export(""))).isEqualTo(Map.of("delivered", 2L, "suppressed", 1L));
    var second = rows(export("?include=links")).get(1);
    assertThat(sink.mailsTo("p22@example.com").getFirst().text().html().orElseThrow())
        .contains(Recipients.links(second).getFirst());
    assertThat(export("?state=suppressed&include=links")).hasSize(2);
    assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
  }
}
