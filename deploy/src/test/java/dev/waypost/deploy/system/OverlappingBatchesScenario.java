package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
      assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
    }
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
