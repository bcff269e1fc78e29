package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.waypost.engine.Engine;
import dev.waypost.engine.SuppressionImport.Entry;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.recipient.Suppression.Reason;
import dev.waypost.engine.roster.Exports.SuppressedAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Suppressions out and in over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SuppressionListsTest {
  private static final String PATH = "/v1/suppressions";
  private static final String NDJSON = "application/x-ndjson";
  private static final Instant SINCE = Instant.parse("2025-05-01T10:00:00.250Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ApiFixture api =
      new ApiFixture(
          new ApiSettings.Limits(
              4 << 20,
              8L << 20,
              64 << 10,
              2_000,
              2,
              2,
              2,
              Duration.ofSeconds(60),
              100,
              64L << 20,
              Duration.ofSeconds(30)));

  @BeforeEach
  void begin() {
    api.engine = new FakeEngine();
  }

  @AfterAll
  void close() {
    api.close();
  }

  private void suppress(int count) {
    for (var i = 0; i < count; i++) {
      var entries = new ArrayList<Suppression>();
      entries.add(new Suppression(Reason.MANUAL, SINCE, Optional.empty()));
      if (i % 2 == 1) {
        entries.add(new Suppression(Reason.UNSUBSCRIBED, SINCE, Optional.of("spring")));
      }
      api.engine.suppressed.add(
          new SuppressedAddress(new EmailAddress("p" + i, "example.com"), entries));
    }
  }

  private HttpResponse<String> get(String query, String accept) {
    return api.send(api.request(PATH + query).header("Accept", accept).build());
  }

  private HttpResponse<String> post(String type, byte[] body, String... headers) {
    var request =
        api.request(PATH).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return api.send(request.build());
  }

  private HttpResponse<String> post(String type, String body) {
    return post(type, body.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  private static JsonNode accepted(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return json(response.body());
  }

  private static void assertProblem(HttpResponse<String> response, int status, String type) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(response.body()).get("type").asText()).isEqualTo(type);
  }

  @Test
  void export_asNdjson_isALineForEachAddressAndACheckpoint() {
    suppress(2);

    var response = get("", "*/*");

    assertThat(response.headers().firstValue("Content-Type")).hasValue(NDJSON);
    assertThat(response.body().lines())
        .containsExactly(
            "{\"email\":\"p0@example.com\",\"entries\":[{\"reason\":\"manual\",\"topic\":null,"
                + "\"since\":\"2025-05-01T10:00:00.250Z\",\"campaign\":null}]}",
            "{\"email\":\"p1@example.com\",\"entries\":[{\"reason\":\"manual\",\"topic\":null,"
                + "\"since\":\"2025-05-01T10:00:00.250Z\",\"campaign\":null},"
                + "{\"reason\":\"unsubscribed\",\"topic\":null,"
                + "\"since\":\"2025-05-01T10:00:00.250Z\",\"campaign\":\"spring\"}]}",
            "{\"type\":\"checkpoint\",\"next\":null}");
  }

  @Test
  void export_asCsv_isARecordForEachReason() {
    suppress(2);
    api.engine.suppressed.add(
        new SuppressedAddress(
            new EmailAddress("\"a,b\"", "example.com"),
            List.of(new Suppression(Reason.BOUNCED, SINCE, Optional.empty()))));

    var response = get("", "text/csv");

    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
    assertThat(response.body().split("\r\n", -1))
        .containsExactly(
            "email,reason,topic,since,campaign",
            "p0@example.com,manual,,2025-05-01T10:00:00.250Z,",
            "p1@example.com,manual,,2025-05-01T10:00:00.250Z,",
            "p1@example.com,unsubscribed,,2025-05-01T10:00:00.250Z,spring",
            "\"\"\"a,b\"\"@example.com\",bounced,,2025-05-01T10:00:00.250Z,",
            "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/csv|true",
        "text/csv;q=0.9, application/x-ndjson;q=0.5|true",
        "text/csv;q=0.5, application/x-ndjson|false",
        "text/csv;q=0|false",
        "image/png|false",
        "application/x-ndjson, text/csv|false",
      })
  void export_asTheCallerPrefers(String accept, boolean isCsv) {
    suppress(1);

    assertThat(get("", accept).body().startsWith("email,")).isEqualTo(isCsv);
  }

  @Test
  void export_inPieces_isEachOnce() {
    suppress(25);
    var walked = new ArrayList<String>();
    var query = Optional.of("?limit=10");
    while (query.isPresent()) {
      var lines = get(query.get(), NDJSON).body().lines().map(SuppressionListsTest::json).toList();
      lines.subList(0, lines.size() - 1).forEach(l -> walked.add(l.get("email").asText()));
      var next = lines.getLast().get("next");
      query = next.isNull() ? Optional.empty() : Optional.of("?limit=10&after=" + next.asText());
    }

    assertThat(walked).hasSize(25).doesNotHaveDuplicates();
  }

  @Test
  void export_asCsvInPieces_saysInAHeaderWhereToGoOn() {
    suppress(25);
    var records = new ArrayList<String>();
    var path = Optional.of("/v1/suppressions?limit=10");
    while (path.isPresent()) {
      var response = api.send(api.request(path.get()).header("Accept", "text/csv").build());
      records.addAll(response.body().lines().skip(1).toList());
      path =
          response.headers().firstValue("Link").map(link -> link.substring(1, link.indexOf('>')));
    }

    assertThat(records).hasSize(37).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"?limit=0", "?limit=1001", "?after=x", "?after=", "?reason=manual"})
  void export_withABadParameter_is422(String query) {
    assertProblem(get(query, "*/*"), 422, "/problems/invalid");
  }

  @Test
  void export_whenTheViewIsBehind_is503() {
    api.engine.failure = Optional.of(new Engine.Unavailable("behind"));

    assertProblem(get("", "*/*"), 503, "/problems/unavailable");
  }

  @Test
  void exported_inBothForms_comesInUnchanged() {
    suppress(7);
    var expected =
        api.engine.suppressed.stream()
            .flatMap(a -> a.entries().stream().map(e -> a.email() + " " + e))
            .toList();

    for (var type : List.of(NDJSON, "text/csv")) {
      api.engine.imported.clear();
      var answer = accepted(post(type, get("", type).body()));

      assertThat(answer.get("rejected").asInt()).isZero();
      assertThat(
              api.engine.imported.stream()
                  .flatMap(
                      line ->
                          line.entries().stream()
                              .map(
                                  e ->
                                      line.email()
                                          + " "
                                          + new Suppression(
                                              e.reason(), e.since().orElseThrow(), e.campaign()))))
          .isEqualTo(expected);
    }
  }

  @Test
  void import_ofAPlainList_isManualWithoutADate() {
    assertThat(accepted(post("text/csv", "email\nann@example.com\nbob@example.com")).toString())
        .isEqualTo(
            "{\"batch\":null,\"state\":\"stored\",\"accepted\":2,\"duplicates\":0,"
                + "\"rejected\":0,\"errors\":[]}");
    accepted(post(NDJSON, "{\"email\": \"eve@example.com\"}\n"));

    assertThat(api.engine.imported).hasSize(3).allMatch(line -> line.entries().isEmpty());
  }

  @Test
  void import_withADate_isManualSinceThen() {
    accepted(post("text/csv", "since,email\n2024-01-01T00:00:00+01:00,ann@example.com\n"));

    assertThat(api.engine.imported.getFirst().entries())
        .containsExactly(
            new Entry(
                Reason.MANUAL,
                Optional.of(Instant.parse("2023-12-31T23:00:00Z")),
                Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"email\": \"no address\"}|address",
        "{\"entries\": []}|entries",
        "{}|address",
        "{\"email\": 7}|address",
        "{\"email\": \"a@b.example\", \"name\": \"Ann\"}|field",
        "{\"email\": \"a@b.example\", \"entries\": {}}|entries",
        "{\"email\": \"a@b.example\", \"entries\": [7]}|entries",
        "{\"email\": \"a@b.example\", \"entries\": [{\"since\": null}]}|reason",
        "{\"email\": \"a@b.example\", \"entries\": [{\"reason\": \"tired\"}]}|reason",
        "{\"email\": \"a@b.example\", \"entries\": [{\"reason\": \"manual\", \"x\": 1}]}|entries",
        "{\"email\": \"a@b.example\", \"entries\": [{\"reason\": \"manual\", \"topic\":"
            + " \"t\"}]}|topic",
        "{\"email\": \"a@b.example\", \"entries\": [{\"reason\": \"manual\", \"since\":"
            + " \"now\"}]}|time",
        "{\"email\": \"a@b.example\", \"entries\": [{\"reason\": \"manual\", \"campaign\":"
            + " \"A\"}]}|campaign",
        "{\"email\": \"a@b.example\", \"email\": \"b@b.example\"}|json",
        "[\"a@b.example\"]|json",
        "{\"type\": \"checkpoint\", \"email\": \"a@b.example\"}|field",
        "not json|json",
      })
  void badLine_isToldAndStopsNoGoodOne(String line, String code) {
    var good = "{\"email\": \"ann@example.com\"}\n";

    var answer = accepted(post(NDJSON, good + line + "\n" + good.replace("ann", "bob")));

    assertThat(answer.get("accepted").asInt()).isEqualTo(2);
    assertThat(answer.get("rejected").asInt()).isEqualTo(1);
    var error = answer.get("errors").get(0);
    assertThat(error.get("line").asInt()).isEqualTo(2);
    assertThat(error.get("code").asText()).isEqualTo(code);
    assertThat(answer.toString()).doesNotContain("b.example");
  }

  @Test
  void badRecord_isToldAndStopsNoGoodOne() {
    var answer =
        accepted(
            post(
                "text/csv",
                """
                email,reason,topic,since,campaign
                ann@example.com,manual,,,
                bob@example.com,manual
                nobody,manual,,,
                ,manual,,,
                eve@example.com,tired,,,
                eve@example.com,bounced,news,,
                "eve@example.com
                joe@example.com,,,,
                """));

    assertThat(answer.get("accepted").asInt()).isEqualTo(2);
    assertThat(answer.get("errors"))
        .extracting(e -> e.get("line").asInt() + " " + e.get("code").asText())
        .containsExactly("3 csv", "4 address", "5 address", "6 reason", "7 topic", "8 csv");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "reason\nmanual\n", "email,name\na@b.example,Ann\n", "email,email\n", "\"x\n"})
  void csv_withoutAUsableHeader_is422(String text) {
    assertProblem(post("text/csv", text), 422, "/problems/invalid");
    assertThat(api.engine.imported).isEmpty();
  }

  @Test
  void import_ofNothing_is422() {
    assertProblem(post(NDJSON, "\n\n"), 422, "/problems/invalid");
  }

  @Test
  void import_ofAnEmptyExport_isAccepted() {
    for (var type : List.of(NDJSON, "text/csv")) {
      assertThat(accepted(post(type, get("", type).body())).get("accepted").asInt()).isZero();
    }
  }

  @Test
  void import_packed_isUnpacked() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write("email\nann@example.com\n".getBytes(StandardCharsets.UTF_8));
    }

    accepted(post("text/csv", packed.toByteArray(), "Content-Encoding", "gzip"));
    assertThat(api.engine.imported).hasSize(1);

    assertProblem(
        post("text/csv", new byte[] {1, 2, 3}, "Content-Encoding", "gzip"),
        400,
        "/problems/invalid");
    assertProblem(
        post("text/csv", new byte[] {1}, "Content-Encoding", "br"),
        415,
        "/problems/unsupported-media");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/plain", "text/csv; charset=latin1"})
  void import_ofAnotherType_is415(String type) {
    assertProblem(post(type, "email\n"), 415, "/problems/unsupported-media");
  }

  @Test
  void import_withMoreRowsThanTheBound_is413() {
    assertProblem(
        post("text/csv", "email\n" + "ann@example.com\n".repeat(2_001)),
        413,
        "/problems/too-large");
  }

  @Test
  void import_whenTheEngineCannotSay_is503() {
    api.engine.failure = Optional.of(new Engine.Unavailable("away"));

    assertProblem(post("text/csv", "email\nann@example.com\n"), 503, "/problems/unavailable");
  }

  @Test
  void import_moreAtOnceThanTheBound_is429() throws InterruptedException {
    var go = new CompletableFuture<Void>();
    var offered = new CountDownLatch(2);
    api.engine.offered =
        () -> {
          offered.countDown();
          return go;
        };
    var body = "email\nann@example.com\n";
    var pending = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (var i = 0; i < 2; i++) {
      pending.add(CompletableFuture.supplyAsync(() -> post("text/csv", body)));
    }
    assertThat(offered.await(30, TimeUnit.SECONDS)).isTrue();

    assertProblem(post("text/csv", body), 429, "/problems/too-many-requests");

    go.complete(null);
    pending.forEach(response -> accepted(response.join()));
    accepted(post("text/csv", body));
  }

  /** As many as may be, none of which ever comes to an end: the next ones find places again. */
  @Test
  void imports_thatAreStuck_giveTheirPlacesBack() {
    var d = ApiSettings.Limits.DEFAULT;
    var limits =
        new ApiSettings.Limits(
            d.jsonBytesMax(),
            d.jsonMemory(),
            d.rowBytesMax(),
            d.rowsMax(),
            d.intakesMax(),
            1,
            d.exportsMax(),
            d.jsonTime(),
            d.unpackRatio(),
            d.unpackFree(),
            Duration.ofMillis(20));
    try (var impatient = new ApiFixture(limits)) {
      var line =
          impatient
              .request("/v1/suppressions")
              .header("Content-Type", "application/x-ndjson")
              .POST(BodyPublishers.ofString("{\"email\": \"a@b.example\"}"))
              .build();
      for (var i = 0; i < 3; i++) {
        impatient.engine.offered = CompletableFuture::new;
        assertThat(impatient.send(line).statusCode()).isEqualTo(503);
        assertThat(impatient.server.rooms().imports().taken()).isZero();
      }
      impatient.engine.offered = () -> CompletableFuture.completedStage(null);

      assertThat(impatient.send(line).statusCode()).isEqualTo(202);
    }
  }
}
