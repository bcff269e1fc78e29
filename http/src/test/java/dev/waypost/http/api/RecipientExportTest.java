package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.waypost.engine.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exports of recipients over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecipientExportTest {
  private static final String ALL = "/v1/campaigns/spring/recipients";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ApiFixture api = new ApiFixture();

  @BeforeEach
  void begin() {
    api.engine = new FakeEngine();
    api.createCampaign();
  }

  @AfterAll
  void close() {
    api.close();
  }

  /** The lines of an export, the checkpoint included. */
  private static List<JsonNode> lines(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    assertThat(response.body()).endsWith("\n");
    return response.body().lines().map(RecipientExportTest::json).toList();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  private static List<String> ids(List<JsonNode> lines) {
    return lines.subList(0, lines.size() - 1).stream().map(l -> l.get("id").asText()).toList();
  }

  private static List<String> expected(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "c-" + i).toList();
  }

  @Test
  void export_withoutLimit_isAllInOrderWithACheckpoint() {
    api.engine.exportedRecipients = 1_234;

    var lines = lines(api.get(ALL));

    assertThat(ids(lines)).isEqualTo(expected(0, 1_234));
    assertThat(lines.getLast()).isEqualTo(json("{\"type\": \"checkpoint\", \"next\": null}"));
    assertThat(api.engine.slicesRead).hasValue(5); // of 8, 64, 500, 500 and the rest
  }

  @Test
  void export_ofNobody_isTheCheckpoint() {
    assertThat(lines(api.get(ALL))).hasSize(1);
  }

  @Test
  void line_hasTheRecipientWithNullWhereNothingIs() {
    api.engine.exportedRecipients = 5;

    var lines = lines(api.get(ALL));

    assertThat(lines.get(3))
        .isEqualTo(
            json(
                """
                {"id": "c-3", "email": "p3@example.com", "state": "delivered",
                 "messageId": "<3@acme.example>", "bounce": null, "reason": null, "metadata": {}}
                """));
    assertThat(lines.get(4).get("bounce").asText()).isEqualTo("hard");
    assertThat(lines.get(4).get("reason").asText()).isEqualTo("no such user");
  }

  @ParameterizedTest
  @CsvSource({"1", "7", "49", "50", "51", "1000"})
  void export_inPieces_isEachOnce(int limit) {
    api.engine.exportedRecipients = 50;
    var walked = new ArrayList<String>();
    var path = ALL + "?limit=" + limit;
    var next = Optional.of(path);
    while (next.isPresent()) {
      var lines = lines(api.get(next.get()));
      assertThat(lines).hasSizeBetween(2, limit + 1);
      walked.addAll(ids(lines));
      var cursor = lines.getLast().get("next");
      next = cursor.isNull() ? Optional.empty() : Optional.of(path + "&after=" + cursor.asText());
    }

    assertThat(walked).isEqualTo(expected(0, 50));
  }

  @Test
  void state_oneOrMore_areOnlyThose() {
    api.engine.exportedRecipients = 22;

    assertThat(ids(lines(api.get(ALL + "?state=bounced")))).containsExactly("c-4", "c-15");
    assertThat(ids(lines(api.get(ALL + "?state=bounced,inDoubt"))))
        .containsExactly("c-4", "c-10", "c-15", "c-21");
  }

  @Test
  void include_links_addsTheUrls() {
    api.engine.exportedRecipients = 1;

    assertThat(lines(api.get(ALL)).getFirst().has("links")).isFalse();
    var line = lines(api.get(ALL + "?include=links")).getFirst();
    assertThat(line.get("links"))
        .isEqualTo(
            json(
                """
                [{"index": 0, "url": "https://acme.example/a", "tracked": "http://t/c/x"}]\
                """));
    assertThat(line.get("pixel").asText()).isEqualTo("http://t/o/x.gif");
    assertThat(line.get("unsubscribe").asText()).isEqualTo("http://t/u/x");
  }

  @ParameterizedTest
  @CsvSource({
    "?state=dead, ?state",
    "?state=, ?state",
    "'?state=bounced,', ?state",
    "?state=BOUNCED, ?state",
    "?include=timeline, ?include",
    "?include=, ?include",
    "?limit=0, ?limit",
    "?limit=1001, ?limit",
    "?limit=many, ?limit",
    "?after=, ?after",
    "?after=zzz, ?after",
    "?after=MS4yLjM0NTY3ODkwMTIzNDU2Nzg5MA, ?after",
    "?after=OTk5OTk5OTk5OTk5OTk5OTk5OS4wLjA, ?after",
    "?stat=bounced, ?stat",
  })
  void export_withABadParameter_is422(String query, String pointer) {
    var response = api.get(ALL + query);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    var problem = json(response.body());
    assertThat(problem.get("type").asText()).isEqualTo("/problems/invalid");
    assertThat(problem.get("errors").get(0).get("pointer").asText()).isEqualTo(pointer);
  }

  @Test
  void export_ofAnUnknownCampaign_is404() {
    var response = api.get("/v1/campaigns/unknown/recipients");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(json(response.body()).get("type").asText()).isEqualTo("/problems/not-found");
  }

  @Test
  void export_whenTheEngineCannotSay_is503() {
    api.engine.failure = Optional.of(new Engine.Unavailable("away"));

    var response = api.get(ALL);

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
  }

  /** Of lines of 4 KiB a slice has some hundred: the first ones are small, as nobody knows yet. */
  @Test
  void export_ofLongLines_isReadInSlicesOfAboutAMebibyte() {
    api.engine.exportedRecipients = 2_000;
    api.engine.exportedMetadata = Map.of("note", "x".repeat(4 << 10));

    var response = api.get(ALL);

    assertThat(ids(lines(response))).isEqualTo(expected(0, 2_000));
    var perSlice = LineExport.SLICE_BYTES / 4_300;
    assertThat(api.engine.slicesAsked).first().isEqualTo(8);
    assertThat(api.engine.slicesAsked.subList(2, api.engine.slicesAsked.size()))
        .allSatisfy(asked -> assertThat(asked).isBetween(perSlice, perSlice + 20));
  }

  @Test
  void exports_moreThanMayBeRead_are429AndRoomIsGivenBack() throws Exception {
    var d = ApiSettings.Limits.DEFAULT;
    var limits =
        new ApiSettings.Limits(
            d.jsonBytesMax(),
            d.jsonMemory(),
            d.rowBytesMax(),
            d.rowsMax(),
            d.intakesMax(),
            d.importsMax(),
            2,
            d.jsonTime(),
            d.unpackRatio(),
            d.unpackFree(),
            d.engineTime());
    try (var few = new ApiFixture(limits)) {
      few.createCampaign();
      few.engine.exportedRecipients = 1_000_000;
      var one = few.client.send(few.request(ALL).build(), BodyHandlers.ofInputStream());
      var two = few.client.send(few.request(ALL).build(), BodyHandlers.ofInputStream());

      var refused = few.get(ALL);
      var list = few.get("/v1/suppressions");

      assertThat(one.statusCode()).isEqualTo(200);
      assertThat(two.statusCode()).isEqualTo(200);
      for (var response : List.of(refused, list)) {
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(json(response.body()).get("type").asText())
            .isEqualTo("/problems/too-many-requests");
      }
      var exports = few.server.rooms().exports();
      assertThat(exports.refused()).isEqualTo(2);
      one.body().close();
      two.body().close();
      ApiFixture.awaitUntil(() -> exports.taken() == 0);
      few.engine.exportedRecipients = 10;
      var head = few.request(ALL).method("HEAD", BodyPublishers.noBody());
      for (var i = 0; i < 4; i++) {
        assertThat(few.send(head.build()).statusCode()).isEqualTo(200);
        ApiFixture.awaitUntil(() -> exports.taken() == 0);
      }
      assertThat(few.get("/v1/campaigns/none/recipients").statusCode()).isEqualTo(404);
      assertThat(lines(few.get(ALL))).hasSize(11);
      ApiFixture.awaitUntil(() -> exports.taken() == 0);
    }
  }

  /** What is read ahead fits in the buffers of the two sockets and what Pekko keeps. */
  @Test
  void export_toASlowReader_isReadAsItTakesIt() throws Exception {
    api.engine.exportedRecipients = 600_000;
    var aheadMax = 24L << 20;

    var response = api.client.send(api.request(ALL).build(), BodyHandlers.ofInputStream());
    try (var body = response.body()) {
      var sliceBytes = 500L * line(body).length();
      for (var taken = 0L; taken < 20L << 20; ) {
        taken += body.readNBytes(1 << 20).length;
        assertThat(api.engine.slicesRead.get() * sliceBytes).isLessThan(taken + aheadMax);
      }
    }
  }

  private static String line(InputStream body) throws IOException {
    var line = new StringBuilder();
    for (var c = body.read(); c != '\n'; c = body.read()) {
      line.append((char) c);
    }
    return line.toString();
  }
}
