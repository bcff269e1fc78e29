package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sender whose line is cut while it sends rows, and who comes back. */
final class CutOffIntakeScenario {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String HTML = "<p>Hello {{name}}</p>";

  @TempDir Path folder;

  @Test
  void intake_cutInTheMiddle_countsNowhereUntilTheRetryIsThrough() throws Exception {
    try (var sink = SmtpSink.start();
        var node = TestNode.start(folder.resolve("data"), sink)) {
      var api = node.api();
      api.campaign("news", HTML);
      api.rows("news", Api.people(2001, 2010)).expect(202);
      try (var line = RawIntake.open(node.apiUrl(), "news", "key-1")) {
        line.begin();
        line.send(Api.people(1, 1200));
        Await.until(SOON, "it is received", () -> states(api).contains("receiving"));
        assertThat(keyOf(api, "receiving")).isEqualTo("key-1");
        line.sendHalf(Api.people(1201, 1300));
        line.cut();
      }

      Await.until(SOON, "it is given up", () -> states(api).contains("abandoned"));
      assertThat(states(api)).containsExactlyInAnyOrder("stored", "abandoned");
      assertThat(accepted(api)).isEqualTo(10);
      api.launch("news");
      api.awaitState("news", "finished", SOON);
      assertThat(sink.count()).isEqualTo(10);

      var stored =
          Await.value(
              SOON,
              "nobody receives the cut intake any more",
              () -> api.rows("news", Api.people(1, 1300), "key-1"),
              a -> a.status() != 409);

      assertThat(stored.expect(202).json().at("accepted").asLong()).isEqualTo(1300);
      assertThat(accepted(api)).isEqualTo(1310);
      assertThat(states(api)).contains("stored").doesNotContain("receiving");
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
  void intake_cutAndNeverRetried_countsNowhereAfterARestart() throws Exception {
    try (var node = TestNode.start(folder.resolve("data"));
        var line = RawIntake.open(node.apiUrl(), "news", "key-1")) {
      node.api().campaign("news", HTML);
      line.begin();
      line.send(Api.people(1, 600));
      Await.until(SOON, "it is received", () -> states(node.api()).contains("receiving"));
      line.cut();
    }
    try (var node = TestNode.start(folder.resolve("data"))) {
      assertThat(states(node.api())).containsExactly("abandoned");
      assertThat(accepted(node.api())).isZero();
      node.api().post("/v1/campaigns/news/launch", "{}").expect(409);
      assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
    }
  }

  private static List<String> states(Api api) throws Exception {
    return batches(api).stream().map(b -> b.at("state").asText().orElse("")).toList();
  }

  private static String keyOf(Api api, String state) throws Exception {
    return batches(api).stream()
        .filter(b -> b.at("state").asText().orElse("").equals(state))
        .map(b -> b.at("idempotencyKey").asText().orElse(""))
        .findFirst()
        .orElse("");
  }

  private static List<Json> batches(Api api) throws Exception {
    return api.get("/v1/campaigns/news/batches").expect(200).json().at("batches").asList();
  }

  private static long accepted(Api api) throws Exception {
    return api.campaign("news").at("recipients", "accepted").asLong();
  }
}
