package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody moves in with a list of addresses that must not be mailed, and takes it away again. */
final class SuppressionImportScenario {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String HTML = "<p>Hello</p><a href=\"{{waypost.unsubscribeUrl}}\">No</a>";
  private static final String SINCE = "2024-02-03T04:05:06.789Z";
  private static final String LIST =
      """
      {"email": "p1@example.com", "entries": [{"reason": "complained", "since": "%1$s", "campaign": "old"}]}
      {"email": "P2@Example.com", "entries": [{"reason": "unsubscribed", "since": "%1$s"}, {"reason": "manual", "since": "%1$s"}]}
      {"email": "no address"}
      {"email": "p3@example.com", "entries": [{"reason": "bounced", "since": "2024-02-03T05:05:06.789+01:00"}]}
      {"email": "p3@example.com", "entries": [{"reason": "bounced", "since": "2025-01-01T00:00:00Z"}]}
      """
          .formatted(SINCE);

  @TempDir Path folder;

  private static Api.Answer importAll(Api api, String type, String text) throws Exception {
    return api.send(
        api.request("/v1/suppressions")
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(text)));
  }

  private static String export(Api api, String type) throws Exception {
    return api.send(api.request("/v1/suppressions").header("Accept", type).GET())
        .expect(200)
        .text();
  }

  private static List<Json> exported(Api api) throws Exception {
    var lines = api.get("/v1/suppressions").expect(200).lines();
    assertThat(lines.getLast().at("type").asText()).contains("checkpoint");
    return lines.subList(0, lines.size() - 1);
  }

  private static List<String> entries(Api api, String email) throws Exception {
    return api.get("/v1/suppressions/" + email).expect(200).json().at("entries").asList().stream()
        .map(
            e ->
                e.at("reason").asText().orElse("")
                    + " "
                    + e.at("since").asText().orElse("")
                    + " "
                    + e.at("campaign").asText().orElse("-"))
        .sorted()
        .toList();
  }

  @Test
  void list_importedExportedAndImportedElsewhere_isTheSameAndHoldsMailBack() throws Exception {
    String ndjson;
    String csv;
    try (var sink = SmtpSink.start();
        var node = TestNode.start(folder.resolve("one"), sink)) {
      var api = node.api();

      var answer = importAll(api, "application/x-ndjson", LIST).expect(202).json();

      assertThat(answer.at("accepted").asLong()).isEqualTo(3);
      assertThat(answer.at("duplicates").asLong()).isEqualTo(1);
      assertThat(answer.at("rejected").asLong()).isEqualTo(1);
      assertThat(answer.at("errors").asList())
          .extracting(e -> e.at("line").asLong() + " " + e.at("code").asText().orElse(""))
          .containsExactly("3 address", "5 duplicate");
      assertThat(entries(api, "p1@example.com")).containsExactly("complained " + SINCE + " old");
      assertThat(entries(api, "p2@example.com"))
          .containsExactly("manual " + SINCE + " -", "unsubscribed " + SINCE + " -");
      assertThat(entries(api, "p3@example.com"))
          .containsExactly("bounced 2024-02-03T04:05:06.789Z -");
      ndjson = export(api, "application/x-ndjson");
      csv = export(api, "text/csv");
      assertThat(ndjson.lines()).hasSize(4);
      assertThat(csv.lines()).hasSize(5);

      // the file again, a plain list, and a later date: nothing is forgotten or younger
      importAll(api, "application/x-ndjson", ndjson).expect(202);
      importAll(api, "text/csv", csv).expect(202);
      importAll(api, "text/csv", "email,reason\np1@example.com,complained\n").expect(202);
      assertThat(export(api, "application/x-ndjson")).isEqualTo(ndjson);

      api.campaign("spring", HTML);
      api.rows("spring", Api.people(1, 5)).expect(202);
      api.launch("spring");
      var campaign = api.awaitState("spring", "finished", LIMIT);
      assertThat(Recipients.count(campaign, "suppressed")).isEqualTo(3);
      assertThat(Recipients.count(campaign, "delivered")).isEqualTo(2);
      assertThat(campaign.at("engagement", "complained").asLong()).isZero();
      assertThat(sink.mails())
          .extracting(SmtpSink.Mail::to)
          .containsExactlyInAnyOrder("p4@example.com", "p5@example.com");

      // what happens here is in the list as well, and what is lifted is not
      Browser.unsubscribe(
              Recipients.of(api, "spring", "c-4").at("unsubscribe").asText().orElseThrow())
          .expect(200);
      api.delete("/v1/suppressions/p1@example.com").expect(200);
      assertThat(exported(api).stream().map(l -> l.at("email").asText().orElse("")))
          .containsExactlyInAnyOrder("p2@example.com", "p3@example.com", "p4@example.com");
      assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
    }
    for (var type : List.of("application/x-ndjson", "text/csv")) {
      try (var node = TestNode.start(folder.resolve("two-" + type.substring(0, 4)))) {
        var text = type.equals("text/csv") ? csv : ndjson;

        importAll(node.api(), type, text).expect(202);

        assertThat(sorted(export(node.api(), type))).isEqualTo(sorted(text));
      }
    }
  }

  /** Another node has another salt, so another order. */
  private static List<String> sorted(String text) {
    return text.lines().sorted().toList();
  }

  @Test
  void transactional_toAnImportedUnsubscribe_goesOutAndOthersDoNot() throws Exception {
    try (var sink = SmtpSink.start();
        var node = TestNode.start(folder.resolve("data"), sink)) {
      var api = node.api();
      importAll(
              api,
              "text/csv",
              "email,reason\np1@example.com,unsubscribed\np2@example.com,complained\n")
          .expect(202);
      api.put(
              "/v1/campaigns/receipt",
              Api.broadcast(HTML, Map.of("kind", Json.text("transactional"))))
          .expect(201);
      api.rows("receipt", Api.people(1, 2)).expect(202);
      api.launch("receipt");
      Recipients.awaitCount(api, "receipt", "suppressed", 1, LIMIT);
      Recipients.awaitCount(api, "receipt", "delivered", 1, LIMIT);

      assertThat(sink.mails()).extracting(SmtpSink.Mail::to).containsExactly("p1@example.com");
    }
  }

  /** Killed in the middle, and repeated until it is answered: each binds once, since its date. */
  @Test
  void import_killedInTheMiddle_isRepeated() throws Exception {
    var rows = 6_000;
    var list =
        IntStream.rangeClosed(1, rows)
            .mapToObj(i -> "p" + i + "@example.com,manual," + SINCE)
            .collect(Collectors.joining("\n", "email,reason,since\n", "\n"));
    try (var sink = SmtpSink.start();
        var node = NodeProcess.in(folder.resolve("data"), sink)) {
      node.start().awaitReady();
      var first = CompletableFuture.supplyAsync(() -> attempt(node.api(), list));
      Await.until(
          LIMIT,
          "some of the import binds",
          () ->
              first.isDone()
                  || node.api().get("/v1/suppressions/p700@example.com").status() == 200);
      node.kill();
      assertThat(first.get()).as("the import was under way").isEqualTo(-1);
      node.start().awaitReady();

      var answer = importAll(node.api(), "text/csv", list).expect(202).json();

      assertThat(answer.at("accepted").asLong()).isEqualTo(rows);
      assertThat(answer.at("duplicates").asLong()).isZero();
      var found = new HashMap<String, Integer>();
      for (var line : exported(node.api())) {
        found.merge(
            line.at("email").asText().orElse(""), line.at("entries").asList().size(), Integer::sum);
        assertThat(line.at("entries").asList().getFirst().at("since").asText()).contains(SINCE);
      }
      assertThat(found).hasSize(rows).allSatisfy((email, n) -> assertThat(n).isOne());
      assertThat(walked(node.api())).hasSize(rows).doesNotHaveDuplicates();
      assertThat(node.stop()).as(node.said()).isZero();
      var audit = node.audit();
      assertThat(audit.exit()).as(audit.said()).isZero();
    }
  }

  private static int attempt(Api api, String list) {
    try {
      return importAll(api, "text/csv", list).status();
    } catch (Exception e) {
      return -1;
    }
  }

  private static List<String> walked(Api api) throws Exception {
    var all = new ArrayList<String>();
    var after = "";
    while (true) {
      var lines = api.get("/v1/suppressions?limit=1000" + after).expect(200).lines();
      lines
          .subList(0, lines.size() - 1)
          .forEach(line -> all.add(line.at("email").asText().orElse("")));
      var next = lines.getLast().at("next").asText();
      if (next.isEmpty()) {
        return all;
      }
      after = "&after=" + next.get();
    }
  }
}
