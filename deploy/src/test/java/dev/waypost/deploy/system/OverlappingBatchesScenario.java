package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches that share ids and addresses come in together: everybody gets one mail. */
final class OverlappingBatchesScenario {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String HTML = "<p>Hello <a href=\"https://acme.example/\">there</a></p>";

  @TempDir Path folder;

  @Test
  void broadcast_overlappingBatches_mailsAnIdOnceAndAnAddressOnce() throws Exception {
    try (var sink = SmtpSink.start();
        var node = TestNode.start(folder.resolve("data"), sink)) {
      var api = node.api();
      api.campaign("overlap", HTML);

      // 1-200 and 101-300 at the same time: 100 ids claimed twice
      var answers = together(api, Api.people(1, 200), Api.people(101, 300));
      for (var answer : answers) {
        assertThat(answer.at("accepted").asLong()).isEqualTo(200);
        assertThat(answer.at("duplicates").asLong()).isZero();
      }
      // within one batch an id repeats: dropped; an address under a second id: a duplicate mailing
      var again =
          api.rows("overlap", Api.row("d-1", "d1") + Api.row("d-1", "other") + Api.row("d-2", "d1"))
              .expect(202)
              .json();
      assertThat(again.at("accepted").asLong()).isEqualTo(2);
      assertThat(again.at("duplicates").asLong()).isEqualTo(1);
      assertThat(again.at("errors").asList().getFirst().at("line").asLong()).isEqualTo(2);

      api.launch("overlap");
      api.awaitState("overlap", "finished", LIMIT);

      // after the end: a known address under another id, and somebody new
      api.rows("overlap", Api.row("late-1", "p1") + Api.row("late-2", "late")).expect(202);
      var campaign =
          Await.value(
              LIMIT,
              "the late batch is finished too",
              () -> api.campaign("overlap"),
              c ->
                  c.at("state").asText().orElse("").equals("finished")
                      && c.at("recipients", "delivered").asLong() == 302);

      assertThat(campaign.at("recipients", "accepted").asLong()).isEqualTo(404);
      assertThat(campaign.at("recipients", "duplicate").asLong()).isEqualTo(102);
      assertThat(campaign.at("recipients", "waiting").asLong()).isZero();
      assertThat(sink.count()).isEqualTo(302);
      assertThat(sink.timesByMessageId().values()).containsOnly(1L);
      assertThat(sink.mailsTo("other@example.com")).isEmpty();
      var detail = api.get("/v1/campaigns/overlap/recipients/late-1").expect(200).json();
      assertThat(detail.at("state").asText()).contains("duplicate");
      assertThat(states(api, "d-")).containsExactly("d-1 delivered", "d-2 duplicate");
      assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
    }
  }

  /** Whoever drives which page first: the earlier row gets the mail. */
  @Test
  void broadcast_addressUnderSeveralIds_mailsTheFirst() throws Exception {
    try (var sink = SmtpSink.start();
        var node = TestNode.start(folder.resolve("data"), sink)) {
      var api = node.api();
      api.campaign("overlap", HTML);
      for (var word : List.of("first", "second", "third")) {
        var rows = new StringBuilder();
        for (var person = 1; person <= 20; person++) {
          rows.append(Api.row(word + "-" + person, "p" + person));
          rows.append(Api.row(word + "-again-" + person, "p" + person));
        }
        api.rows("overlap", rows.toString()).expect(202);
      }

      api.launch("overlap");
      api.awaitState("overlap", "finished", LIMIT);

      assertThat(states(api, "").stream().filter(row -> row.endsWith(" delivered")))
          .hasSize(20)
          .allMatch(row -> row.matches("first-\\d+ delivered"));
      assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
    }
  }

  private static List<String> states(Api api, String prefix) throws Exception {
    return api.get("/v1/campaigns/overlap/recipients").expect(200).lines().stream()
        .filter(row -> row.at("id").asText().filter(id -> id.startsWith(prefix)).isPresent())
        .map(row -> row.at("id").asText().get() + " " + row.at("state").asText().get())
        .toList();
  }

  private static ArrayList<Json> together(Api api, String... batches) throws Exception {
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      var pending = new ArrayList<Future<Json>>();
      for (var batch : batches) {
        pending.add(senders.submit(() -> api.rows("overlap", batch).expect(202).json()));
      }
      var answers = new ArrayList<Json>();
      for (var answer : pending) {
        answers.add(answer.get());
      }
      return answers;
    }
  }
}
