package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sender repeats a submission under its key, at once, later, and after a restart. */
final class IdempotentReplayScenario {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String HTML = "<p>Hello <a href=\"https://acme.example/\">there</a></p>";

  @TempDir Path folder;

  @Test
  void submission_repeatedUnderItsKey_countsOnce() throws Exception {
    var people = Api.people(1, 150);
    String batch;
    try (var sink = SmtpSink.start();
        var node = TestNode.start(folder.resolve("data"), sink)) {
      var api = node.api();
      api.campaign("again", HTML);

      batch = oneBatchOfMany(api, people);
      var replay = api.rows("again", people, "key-1").expect(202);
      assertThat(replay.header("Idempotent-Replayed")).isEqualTo("true");
      assertThat(replay.json().at("batch").asText()).contains(batch);
      assertThat(replay.json().at("accepted").asLong()).isEqualTo(150);

      var other = api.rows("again", Api.people(1, 151), "key-1").expect(422);
      assertThat(other.json().at("type").asText()).contains("/problems/key-reused");
      assertThat(api.campaign("again").at("recipients", "accepted").asLong()).isEqualTo(150);

      api.launch("again");
      api.awaitState("again", "finished", LIMIT);
      assertThat(sink.count()).isEqualTo(150);
    }

    try (var sink = SmtpSink.start();
        var node = TestNode.start(folder.resolve("data"), sink)) {
      var replay = node.api().rows("again", people, "key-1").expect(202);
      assertThat(replay.header("Idempotent-Replayed")).isEqualTo("true");
      assertThat(replay.json().at("batch").asText()).contains(batch);
      // the same rows without a key are another batch: known ids, nobody is mailed again
      node.api().rows("again", people).expect(202);
      var campaign = node.api().awaitState("again", "finished", LIMIT);
      assertThat(campaign.at("recipients", "accepted").asLong()).isEqualTo(300);
      Await.until(
          LIMIT,
          "all of the second batch are duplicates",
          () -> node.api().campaign("again").at("recipients", "duplicate").asLong() == 150);
      assertThat(sink.count()).isZero();
      assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
    }
  }

  /** Many at once under one key: one is taken, the others replay it or are told to wait. */
  private static String oneBatchOfMany(Api api, String people) throws Exception {
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      var pending = new ArrayList<Future<Api.Answer>>();
      for (var i = 0; i < 12; i++) {
        pending.add(senders.submit(() -> api.rows("again", people, "key-1")));
      }
      var batch = "";
      for (var future : pending) {
        var answer = future.get();
        assertThat(answer.status()).as(answer.toString()).isIn(202, 409);
        if (answer.status() == 409) {
          assertThat(answer.json().at("type").asText()).contains("/problems/key-in-use");
          assertThat(answer.header("Retry-After")).isNotEmpty();
        } else {
          var named = answer.json().at("batch").asText().orElseThrow();
          assertThat(batch).isIn("", named);
          batch = named;
        }
      }
      assertThat(batch).isNotEmpty();
      return batch;
    }
  }
}
