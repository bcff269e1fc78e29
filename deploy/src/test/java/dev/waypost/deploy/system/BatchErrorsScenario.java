package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sender learns of bad rows: of very many, of those that repeat an id, and afterwards. */
final class BatchErrorsScenario {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int BAD = 100_000;

  @TempDir Path folder;

  @Test
  void errors_ofVeryManyBadRows_areAllToldInOrderAndReplayedAlike() throws Exception {
    try (var node = TestNode.start(folder.resolve("data"))) {
      var api = node.api();
      api.campaign("news", "<p>Hello {{name}}</p>");
      var rows = new StringBuilder(Api.people(1, 3)).append(Api.row("c-2", "again"));
      for (var i = 1; i <= BAD; i++) {
        rows.append("{\"id\": \"bad-").append(i).append("\", \"email\": \"nobody\"}\n");
      }
      rows.append(Api.row("c-4", "p4")).append(Api.row("c-1", "late")).append("[]\n");

      var answer = api.rows("news", rows.toString(), "key-1").expect(202);
      var replay = api.rows("news", rows.toString(), "key-1").expect(202);

      assertThat(replay.header("Idempotent-Replayed")).isEqualTo("true");
      assertThat(replay.text()).isEqualTo(answer.text());
      var said = answer.json();
      assertThat(said.at("accepted").asLong()).isEqualTo(4);
      assertThat(said.at("duplicates").asLong()).isEqualTo(2);
      assertThat(said.at("rejected").asLong()).isEqualTo(BAD + 1);
      var all = errors(api, said.at("batch").asText().orElseThrow(), "");
      assertThat(all).hasSize(BAD + 3);
      assertThat(all).extracting(BatchErrorsScenario::line).isSorted().doesNotHaveDuplicates();
      assertThat(said.at("errors").asList()).isEqualTo(all.subList(0, 100));
      assertThat(all.getFirst().at("code").asText()).contains("duplicate");
      assertThat(all.getFirst().at("detail").asText()).contains("id repeats line 2");
      assertThat(all.get(BAD + 1).at("detail").asText()).contains("id repeats line 1");
      assertThat(all.get(BAD).at("id").asText()).contains("bad-" + BAD);
      assertThat(all.getLast().at("code").asText()).contains("json");
      assertThat(walked(api, said.at("batch").asText().orElseThrow(), 3))
          .isEqualTo(all.subList(0, 3_000));
    }
  }

  @Test
  void errors_ofABatchThatCountsNowhere_areToldToo() throws Exception {
    try (var node = TestNode.start(folder.resolve("data"))) {
      var api = node.api();
      api.campaign("news", "<p>Hello {{name}}</p>");
      api.rows("news", Api.people(2001, 2001)).expect(202);
      try (var line = RawIntake.open(node.apiUrl(), "news", "key-1")) {
        line.begin();
        line.send(Api.people(1, 600) + Api.row("c-1", "again") + "[]\n");
        Await.until(SOON, "it comes in", () -> batches(api).size() == 2);
        api.launch("news");
        api.post("/v1/campaigns/news/cancel", "{}").expect(202);
        assertThat(line.finish()).startsWith("HTTP/1.1 409");
      }

      var batch = batches(api).getLast();

      assertThat(batch.at("state").asText()).contains("abandoned");
      assertThat(batch.at("accepted").asLong()).isZero();
      assertThat(batch.at("duplicates").asLong()).isEqualTo(1);
      assertThat(batch.at("rejected").asLong()).isEqualTo(1);
      assertThat(errors(api, batch.at("batch").asText().orElseThrow(), ""))
          .extracting(e -> e.at("line").asLong() + " " + e.at("code").asText().orElse(""))
          .containsExactly("601 duplicate", "602 json");
      api.rows("news", Api.people(1, 2), "key-1").expect(409);
      assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
    }
  }

  @Test
  void errors_ofABatchWhoseLineBroke_areToldAsFarAsItCame() throws Exception {
    try (var node = TestNode.start(folder.resolve("data"))) {
      var api = node.api();
      api.campaign("news", "<p>Hello {{name}}</p>");
      try (var line = RawIntake.open(node.apiUrl(), "news", "key-1")) {
        line.begin();
        line.send("[]\n".repeat(1_250));
        Await.until(SOON, "errors are stored", () -> rejected(api) >= 1_000);
        line.cut();
      }
      var batch = batches(api).getFirst().at("batch").asText().orElseThrow();
      var whileReceiving = errors(api, batch, "");
      api.rows("news", Api.people(1, 2), "key-1").expect(202);

      assertThat(whileReceiving).hasSize(1_000);
      assertThat(batches(api).getFirst().at("state").asText()).contains("abandoned");
      assertThat(rejected(api)).isEqualTo(1_000);
      assertThat(errors(api, batch, "")).isEqualTo(whileReceiving);
    }
  }

  private static long rejected(Api api) throws Exception {
    return batches(api).isEmpty() ? 0 : batches(api).getFirst().at("rejected").asLong();
  }

  private static List<Json> batches(Api api) throws Exception {
    return api.get("/v1/campaigns/news/batches").expect(200).json().at("batches").asList();
  }

  private static long line(Json error) {
    return error.at("line").asLong();
  }

  /** Without the checkpoint. */
  private static List<Json> errors(Api api, String batch, String query)
      throws IOException, InterruptedException {
    var lines = api.get("/v1/batches/" + batch + "/errors" + query).expect(200).lines();
    assertThat(lines.getLast().at("type").asText()).contains("checkpoint");
    return lines.subList(0, lines.size() - 1);
  }

  /** The first so many pages, a thousand at a time. */
  private static List<Json> walked(Api api, String batch, int pages) throws Exception {
    var all = new ArrayList<Json>();
    var after = "";
    for (var page = 0; page < pages; page++) {
      var lines =
          api.get("/v1/batches/" + batch + "/errors?limit=1000" + after).expect(200).lines();
      all.addAll(lines.subList(0, lines.size() - 1));
      after = "&after=" + lines.getLast().at("next").asText().orElseThrow();
    }
    return all;
  }
}
