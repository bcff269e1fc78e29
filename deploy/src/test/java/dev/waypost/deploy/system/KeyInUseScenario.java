package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.setting.DataFolder;
import dev.waypost.deploy.setting.LayeredSettings;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.roster.Batches;
import dev.waypost.persistence.SqliteDatabase;
import dev.waypost.persistence.store.SqlBatches;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a key holds while its rows are still coming, and whose it is. */
final class KeyInUseScenario {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** One node ran and two tests looked: the node after them is the fourth to open the database. */
  private static final long NEXT = 4;

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

  @Test
  void key_ofRefusedSubmissions_isFree() throws Exception {
    try (var node = TestNode.start(data)) {
      var api = node.api();
      api.rows("news", Api.people(1, 10), "key-1").expect(404);
      api.campaign("news", HTML);
      api.rows("news", "\n\n", "key-1").expect(422);
      api.send(packed(api, "no gzip".getBytes(StandardCharsets.UTF_8))).expect(400);
      api.send(packed(api, gzip("\n".repeat(80 << 20)))).expect(413);

      var taken = api.rows("news", Api.people(1, 10), "key-1").expect(202);

      assertThat(taken.header("Idempotent-Replayed")).isEmpty();
      assertThat(accepted(node)).isEqualTo(10);
      var replay = api.send(packed(api, gzip(Api.people(1, 10)))).expect(202);
      assertThat(replay.header("Idempotent-Replayed")).as("the same, packed").isEqualTo("true");
      assertThat(replay.text()).isEqualTo(taken.text());
      api.launch("news");
      api.post("/v1/campaigns/news/cancel", "{}").expect(202);
      api.rows("news", Api.people(11, 20), "key-2").expect(409);
      var late = api.rows("news", Api.people(1, 10), "key-1").expect(202);
      assertThat(late.text()).isEqualTo(taken.text());
      assertThat(accepted(node)).isEqualTo(10);
    }
  }

  @Test
  void key_heldByNobodyForTheDatabaseWasAway_isFreeSoon() throws Exception {
    try (var node = TestNode.start(data)) {
      node.api().campaign("news", HTML);
    }
    beginForTheNextNode("AAAAAAAAAAAAAAAA", "key-1");
    beginForTheNextNode("BBBBBBBBBBBBBBBB", "key-2");
    try (var node = TestNode.start(data, Map.of(), "engine { abandon-after = 1 hour }")) {
      var taken = node.api().rows("news", Api.people(1, 20), "key-1").expect(202);

      assertThat(taken.json().at("accepted").asLong()).isEqualTo(20);
      assertThat(accepted(node)).isEqualTo(20);
    }
    try (var node = TestNode.start(data, Map.of(), "engine { abandon-after = 1 ms }")) {
      Await.until(SOON, "the other is abandoned", () -> !isReceiving(node));
      assertThat(accepted(node)).isEqualTo(20);
    }
  }

  /**
   * A batch that the next node finds to be its own without receiving it: as if the database had
   * been away when its submitter went.
   */
  private void beginForTheNextNode(String batch, String key) throws Exception {
    var settings = LayeredSettings.load(Map.of(), Optional.empty()).node().database();
    try (var locked = DataFolder.open(data)) {
      var database = SqliteDatabase.open(locked.locked(), settings, new SecureRandom());
      try {
        var begun =
            new SqlBatches(database)
                .open(
                    new BatchId(batch),
                    CampaignId.of(SenderId.DEFAULT, "news").orElseThrow(),
                    Optional.of(key),
                    new Incarnation(NEXT),
                    Instant.now());
        assertThat(begun.toCompletableFuture().get(20, TimeUnit.SECONDS))
            .isInstanceOf(Batches.Opening.Begun.class);
      } finally {
        database.close();
      }
    }
  }

  private static HttpRequest.Builder packed(Api api, byte[] body) {
    return api.request("/v1/campaigns/news/recipients")
        .header("Content-Type", "application/x-ndjson")
        .header("Content-Encoding", "gzip")
        .header("Idempotency-Key", "key-1")
        .POST(BodyPublishers.ofByteArray(body));
  }

  private static byte[] gzip(String text) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
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
