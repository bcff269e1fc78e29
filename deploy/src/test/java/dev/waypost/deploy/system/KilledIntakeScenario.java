package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is killed while it receives rows, with a key and without. */
final class KilledIntakeScenario {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void intake_nodeKilled_staysReceivingUntilRetriedOrAbandonedAndCountsOnce() throws Exception {
    var data = folder.resolve("data");
    try (var node = NodeProcess.in(data, Map.of(), "")) {
      node.start().awaitReady();
      node.api().campaign("news", "<p>Hello {{name}}</p>");
      try (var keyed = RawIntake.open(node.api().base(), "news", "key-1");
          var keyless = RawIntake.openWithoutKey(node.api().base(), "news")) {
        keyed.begin();
        keyed.send(Api.people(1, 1200));
        Await.until(SOON, "a page is stored", () -> rows(node.api(), 0) > 0);
        keyless.begin();
        keyless.send(Api.people(3001, 4200));
        Await.until(SOON, "a page of the other", () -> rows(node.api(), 1) > 0);
        node.kill();
      }

      node.start().awaitReady();
      assertThat(states(node.api())).containsExactly("receiving", "receiving");
      assertThat(node.api().campaign("news").at("recipients", "accepted").asLong()).isZero();
      var stored = node.api().rows("news", Api.people(1, 1300), "key-1").expect(202);
      assertThat(stored.header("Idempotent-Replayed")).isEmpty();
      assertThat(stored.json().at("accepted").asLong()).isEqualTo(1300);
      assertThat(states(node.api())).containsExactly("abandoned", "receiving", "stored");
      assertThat(node.stop()).as(node.said()).isZero();
    }
    try (var node = NodeProcess.in(data, Map.of(), "engine { abandon-after = 1 ms }")) {
      node.start().awaitReady();
      Await.until(
          SOON,
          "nobody came for the other",
          () -> states(node.api()).equals(List.of("abandoned", "abandoned", "stored")));
      var replay = node.api().rows("news", Api.people(1, 1300), "key-1").expect(202);
      assertThat(replay.header("Idempotent-Replayed")).isEqualTo("true");
      assertThat(node.api().campaign("news").at("recipients", "accepted").asLong()).isEqualTo(1300);
      assertThat(node.stop()).as(node.said()).isZero();
      var audit = node.audit();
      assertThat(audit.exit()).as(audit.said()).isZero();
    }
  }

  private static long rows(Api api, int batch) throws Exception {
    var all = batches(api);
    return batch < all.size() ? all.get(batch).at("rows").asLong() : 0;
  }

  private static List<String> states(Api api) throws Exception {
    return batches(api).stream().map(b -> b.at("state").asText().orElse("")).toList();
  }

  private static List<Json> batches(Api api) throws Exception {
    return api.get("/v1/campaigns/news/batches").expect(200).json().at("batches").asList();
  }
}
