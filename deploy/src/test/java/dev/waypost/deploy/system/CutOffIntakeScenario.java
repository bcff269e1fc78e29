package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sender whose line is cut while it sends rows, and who comes back: at once, later, with other
 * rows, after a restart, or never.
 */
final class CutOffIntakeScenario {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String HTML = "<p>Hello {{name}}</p>";
  private static final String KEY = "key-1";

  /** So that a test sees the end of what takes a day. */
  private static final String SOON_ABANDONED = "engine { abandon-after = 1 second }";

  @TempDir Path folder;

  @Test
  void intake_cutInTheMiddle_countsNowhereUntilTheRetryIsThrough() throws Exception {
    try (var sink = SmtpSink.start();
        var node = TestNode.start(folder.resolve("data"), sink)) {
      var api = node.api();
      api.campaign("news", HTML);
      api.rows("news", Api.people(2001, 2010)).expect(202);
      cutAfter(node, 1200);

      assertThat(states(api)).containsExactly("stored", "receiving");
      assertThat(accepted(api)).isEqualTo(10);
      api.launch("news");
      api.awaitState("news", "finished", SOON);
      assertThat(sink.count()).isEqualTo(10);
      var retried = api.rows("news", Api.people(1, 1300), KEY).expect(202);

      assertThat(retried.header("Idempotent-Replayed")).isEmpty();
      assertThat(retried.json().at("accepted").asLong()).isEqualTo(1300);
      assertThat(accepted(api)).isEqualTo(1310);
      assertThat(states(api)).containsExactly("stored", "abandoned", "stored");
      sink.awaitMails(1310, SOON);
      api.awaitState("news", "finished", SOON);
      var counts = api.campaign("news").at("recipients");
      assertThat(counts.at("delivered").asLong()).isEqualTo(1310);
      assertThat(counts.at("duplicate").asLong()).isZero();
      assertThat(sink.timesByMessageId()).hasSize(1310);
      assertThat(sink.count()).isEqualTo(1310);
      assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
    }
  }

  @Test
  void intake_cutAndRetriedAtOnceAgainAndAgain_isNeverInUseAndCountsEachRowOnce() throws Exception {
    try (var node = TestNode.start(folder.resolve("data"))) {
      var api = node.api();
      api.campaign("news", HTML);
      for (var round = 1; round <= 5; round++) {
        try (var line = RawIntake.open(node.apiUrl(), "news", KEY)) {
          line.begin();
          line.send(Api.people(1, 700));
          var begun = round;
          Await.until(SOON, "it is received", () -> states(api).size() == begun);
          if (round % 2 == 0) {
            line.hangUp();
          } else {
            line.sendHalf(Api.people(701, 800));
            line.cut();
          }
        }
      }

      var stored = api.rows("news", Api.people(1, 1000), KEY).expect(202);

      assertThat(stored.json().at("accepted").asLong()).isEqualTo(1000);
      assertThat(accepted(api)).isEqualTo(1000);
      assertThat(states(api)).hasSize(6).endsWith("stored").doesNotContain("receiving");
      var replay = api.rows("news", Api.people(1, 1000), KEY).expect(202);
      assertThat(replay.header("Idempotent-Replayed")).isEqualTo("true");
      assertThat(replay.text()).isEqualTo(stored.text());
      assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
    }
  }

  @Test
  void intake_cutAndRetriedWithOtherRows_takesThose() throws Exception {
    try (var node = TestNode.start(folder.resolve("data"))) {
      var api = node.api();
      api.campaign("news", HTML);
      cutAfter(node, 600);

      var other = api.rows("news", Api.people(5001, 5020), KEY).expect(202);

      assertThat(other.json().at("accepted").asLong()).isEqualTo(20);
      assertThat(accepted(api)).isEqualTo(20);
      api.rows("news", Api.people(1, 600), KEY).expect(422);
      assertThat(accepted(api)).isEqualTo(20);
      api.get("/v1/campaigns/news/recipients/c-1").expect(404);
      api.get("/v1/campaigns/news/recipients/c-5001").expect(200);
    }
  }

  @Test
  void intake_cutAndNeverRetried_isAbandonedWhileOthersComeIn() throws Exception {
    try (var node = TestNode.start(folder.resolve("data"), Map.of(), SOON_ABANDONED)) {
      var api = node.api();
      api.campaign("news", HTML);
      var alive = RawIntake.open(node.apiUrl(), "news", "alive");
      alive.begin();
      alive.send(Api.people(3001, 3600));
      Await.until(SOON, "it is received", () -> states(api).size() == 1);
      cutAfter(node, 600);
      cutWithoutKey(node);

      Await.until(
          SOON,
          "both are abandoned",
          () -> states(api).stream().filter("abandoned"::equals).count() == 2);

      assertThat(states(api)).containsExactly("receiving", "abandoned", "abandoned");
      assertThat(accepted(api)).isZero();
      api.post("/v1/campaigns/news/launch", "{}").expect(409);
      alive.send(Api.people(3601, 3700));
      assertThat(alive.finish())
          .as("one that still comes in, however old")
          .startsWith("HTTP/1.1 202");
      assertThat(accepted(api)).isEqualTo(700);
      api.rows("news", Api.people(1, 600), KEY).expect(202);
      assertThat(accepted(api)).isEqualTo(1300);
      assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
      alive.close();
    }
  }

  @Test
  void intake_cutAndNeverRetried_staysSoOverARestartUntilItIsAbandoned() throws Exception {
    var data = folder.resolve("data");
    try (var node = TestNode.start(data)) {
      node.api().campaign("news", HTML);
      var cut = cutAfter(node, 600);
      cutWithoutKey(node);

      var left = node.api().get("/v1/batches/" + cut).expect(200).json();
      assertThat(left.at("state").asText()).contains("receiving");
      assertThat(left.at("rows").asLong()).as("rows so far").isPositive();
      assertThat(left.at("accepted").asLong()).isZero();
      assertThat(states(node.api())).containsExactly("receiving", "receiving");
    }
    try (var node = TestNode.start(data)) {
      assertThat(states(node.api())).containsExactly("receiving", "receiving");
      assertThat(accepted(node.api())).isZero();
      node.api().post("/v1/campaigns/news/launch", "{}").expect(409);
    }
    try (var node = TestNode.start(data, Map.of(), "engine { abandon-after = 1 ms }")) {
      Await.until(
          SOON,
          "it is abandoned",
          () -> states(node.api()).equals(List.of("abandoned", "abandoned")));
      assertThat(accepted(node.api())).isZero();
      assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
    }
  }

  /** Returns the batch that was being received. */
  private static String cutAfter(TestNode node, int rows) throws Exception {
    var before = states(node.api()).size();
    try (var line = RawIntake.open(node.apiUrl(), "news", KEY)) {
      line.begin();
      line.send(Api.people(1, rows));
      Await.until(
          SOON,
          "a page is stored",
          () ->
              batches(node.api()).size() > before
                  && batches(node.api()).getLast().at("rows").asLong() > 0);
      assertThat(batches(node.api()).getLast().at("idempotencyKey").asText()).contains(KEY);
      line.sendHalf(Api.people(rows + 1, rows + 100));
      line.cut();
    }
    return batches(node.api()).getLast().at("batch").asText().orElseThrow();
  }

  private static void cutWithoutKey(TestNode node) throws Exception {
    var before = states(node.api()).size();
    try (var line = RawIntake.openWithoutKey(node.apiUrl(), "news")) {
      line.begin();
      line.send(Api.people(4001, 4600));
      Await.until(SOON, "it is received", () -> states(node.api()).size() > before);
      line.cut();
    }
  }

  private static List<String> states(Api api) throws Exception {
    return batches(api).stream().map(b -> b.at("state").asText().orElse("")).toList();
  }

  private static List<Json> batches(Api api) throws Exception {
    return api.get("/v1/campaigns/news/batches").expect(200).json().at("batches").asList();
  }

  private static long accepted(Api api) throws Exception {
    return api.campaign("news").at("recipients", "accepted").asLong();
  }
}
