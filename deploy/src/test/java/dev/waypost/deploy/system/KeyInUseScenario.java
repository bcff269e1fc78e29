package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a key holds while its rows are still coming, and whose it is. */
final class KeyInUseScenario {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String HTML = "<p>Hello {{name}}</p>";

  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void name() {
    data = folder.resolve("data");
  }

  @Test
  void key_otherContent_isRefusedAndChangesNothing() throws Exception {
    try (var node = TestNode.start(data)) {
      node.api().campaign("news", HTML);
      node.api().campaign("other", HTML);
      node.api().rows("news", Api.people(1, 10), "key-1").expect(202);

      var refused = node.api().rows("news", Api.people(1, 11), "key-1").expect(422);

      assertThat(refused.json().at("type").asText()).contains("/problems/key-reused");
      assertThat(accepted(node)).isEqualTo(10);
      // A key belongs to its campaign.
      node.api().rows("other", Api.people(1, 11), "key-1").expect(202);
      assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
    }
  }

  @Test
  void key_whileReceived_isInUse() throws Exception {
    try (var node = TestNode.start(data);
        var slow = RawIntake.open(node.apiUrl(), "news", "key-1")) {
      node.api().campaign("news", HTML);
      slow.begin();
      slow.send(Api.people(1, 10));
      Await.until(SOON, "the intake has begun", () -> isReceiving(node));

      var inUse = node.api().rows("news", Api.people(1, 20), "key-1").expect(409);

      assertThat(inUse.json().at("type").asText()).contains("/problems/key-in-use");
      slow.send(Api.people(11, 20));
      assertThat(slow.finish()).startsWith("HTTP/1.1 202");
      var replay = node.api().rows("news", Api.people(1, 20), "key-1").expect(202);
      assertThat(replay.header("Idempotent-Replayed")).isEqualTo("true");
      assertThat(accepted(node)).isEqualTo(20);
    }
  }

  private static boolean isReceiving(TestNode node) throws Exception {
    var batches = node.api().get("/v1/campaigns/news/batches").expect(200).json();
    return batches.at("batches").asList().stream()
        .anyMatch(b -> b.at("state").asText().orElse("").equals("receiving"));
  }

  private static long accepted(TestNode node) throws Exception {
    return node.api().campaign("news").at("recipients", "accepted").asLong();
  }
}
