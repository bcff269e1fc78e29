package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.Engine;
import dev.waypost.engine.roster.Batch;
import dev.waypost.engine.roster.Intake;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeTest {
  private static final String NDJSON = "application/x-ndjson";
  private static final int ROW_BYTES = 51;
  private static final String ROWS =
      """
      {"id":"1","email":"ann@b.example","data":{"city":"Pécs"}}
      {"id":"2","email":"nobody"}
      {"id":"1","email":"bob@b.example"}
      """;
  private static final Pattern KEY = Pattern.compile("\"idempotencyKey\":\"(k\\d)\"");
  private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"}$");
  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api =
        new ApiFixture(
            new ApiSettings.Limits(
                4 << 20,
                8L << 20,
                64 << 10,
                700_000,
                2,
                2,
                2,
                Duration.ofSeconds(60),
                100,
                64L << 20,
                Duration.ofSeconds(30)));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void freshEngine() {
    api.engine = new FakeEngine();
    api.createCampaign();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static FakeEngine.FakeIntake intake() {
    return api.engine.intakes.getLast();
  }

  private static void assertProblem(HttpResponse<String> response, int status, String type) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body()).contains("\"type\":\"/problems/" + type + "\"");
  }

  @Test
  void submit_goodAndBadRows_answersTheBatch() {
    var response = api.submit(NDJSON, utf8(ROWS));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(response.body())
        .isEqualTo(
            "{\"batch\":\"batch-0000000001\",\"state\":\"stored\",\"accepted\":1,\"duplicates\":1,"
                + "\"rejected\":1,\"errors\":[{\"line\":2,\"code\":\"address\",\"id\":\"2\","
                + "\"detail\":\"email: no domain\"},{\"line\":3,\"code\":\"duplicate\","
                + "\"id\":\"1\",\"detail\":\"id repeats an earlier line\"}]}");
    assertThat(intake().rows.getFirst().data()).containsEntry("city", "Pécs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/csv", "text/csv; charset=UTF-8; header=present", "Text/CSV"})
  void submit_csv_isRead(String type) {
    var response = api.submit(type, utf8("id,email,city\n1,ann@b.example,Pécs\n"));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(intake().rows.getFirst().data()).containsEntry("city", "Pécs");
  }

  @Test
  void submit_gzip_isUnpacked() {
    var response = api.submit(NDJSON, gzip(utf8(ROWS)), "Content-Encoding", "gzip");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(intake().goodRows).hasValue(2);
  }

  @Test
  void submit_brokenGzip_is400AndCountsNowhere() {
    var whole = gzip(utf8(ROWS.repeat(1000)));
    var cut = Arrays.copyOf(whole, whole.length - 20);
    var bent = whole.clone();
    Arrays.fill(bent, 30, 60, (byte) 0x55);

    for (var body : new byte[][] {cut, bent, utf8("no gzip at all"), utf8("x")}) {
      assertProblem(api.submit(NDJSON, body, "Content-Encoding", "gzip"), 400, "invalid");
      ApiFixture.await(intake().aborted);
    }
  }

  @Test
  void submit_gzipOfVeryMuch_isCutAtTheRowLimit() {
    var zeros = gzip(utf8("x\n".repeat(4_000_000)));

    assertProblem(api.submit(NDJSON, zeros, "Content-Encoding", "gzip"), 413, "too-large");
  }

  @Test
  void submit_gzipOfEndlessBlanks_is413AndCountsNowhere() {
    var blanks = gzip(new byte[80 << 20]);
    var lines = gzip(utf8("\n".repeat(80 << 20)));
    assertThat(lines.length).isLessThan(200_000);

    for (var body : new byte[][] {blanks, lines}) {
      assertProblem(api.submit(NDJSON, body, "Content-Encoding", "gzip"), 413, "too-large");
      ApiFixture.await(intake().aborted);
    }
  }

  @Test
  void submit_nestedEncodings_are415() {
    var twice = gzip(gzip(utf8(ROWS)));

    assertProblem(
        api.submit(NDJSON, twice, "Content-Encoding", "gzip, gzip"), 415, "unsupported-media");
    assertThat(api.submit(NDJSON, twice, "Content-Encoding", "gzip").body())
        .contains("\"accepted\":0");
  }

  @Test
  void submit_gzipMembersInARow_areOneText() {
    var one = gzip(utf8("{\"id\":\"1\",\"email\":\"ann@b.exa"));
    var two = gzip(utf8("mple\"}\n"));
    var both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);

    var response = api.submit(NDJSON, both, "Content-Encoding", "gzip");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(intake().goodRows).hasValue(1);
  }

  @Test
  void submit_otherMedia_is415() {
    assertProblem(api.submit("application/json", utf8(ROWS)), 415, "unsupported-media");
    assertProblem(api.submit("text/csv; charset=latin1", utf8("x")), 415, "unsupported-media");
    assertProblem(
        api.submit(NDJSON, utf8(ROWS), "Content-Encoding", "br"), 415, "unsupported-media");
    assertThat(api.engine.intakes).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n\r\n"})
  void submit_noRows_is422(String body) {
    assertProblem(api.submit(NDJSON, utf8(body)), 422, "invalid");
    ApiFixture.await(intake().aborted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Email,City            | found: Email, City: write Email as email",
        "E-Mail                | found: E-Mail: write E-Mail as email",
        "id;email;_name        | separate the cells of every line by commas instead of ;",
        "id,mail               | names no column email; found: id, mail\"",
        "c-1,ann@example.com   | put a header row such as id,email,_name before it",
      })
  void submit_headerWithoutEmail_saysWhatWasFoundAndWhatToDo(String header, String said) {
    var response = api.submit("text/csv", utf8(header + "\n1,2,3\n"));

    assertProblem(response, 422, "invalid");
    assertThat(response.body()).contains(said).doesNotContain("ann@example.com");
  }

  @Test
  void submit_badCsvHeader_is422ForTheWhole() {
    var response = api.submit("text/csv", utf8("id,_colour\n" + "1,x\n".repeat(100_000)));

    assertProblem(response, 422, "invalid");
    assertThat(response.body()).contains("\"line\":1,\"code\":\"csv\"");
    assertThat(intake().goodRows).hasValue(0);
  }

  @Test
  void submit_unknownCampaign_is404EvenWithMuchBehindIt() {
    api.engine.campaigns.clear();

    assertProblem(api.submit(NDJSON, utf8(ROWS.repeat(100_000))), 404, "not-found");
  }

  @Test
  void submit_sameKeyAndContent_isReplayed() {
    var first = api.submit(NDJSON, utf8(ROWS), "Idempotency-Key", "k1");
    var again =
        api.submit(NDJSON, gzip(utf8(ROWS)), "Idempotency-Key", "k1", "Content-Encoding", "gzip");

    assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(api.engine.intakes).hasSize(1);
  }

  @Test
  void submit_sameKeyAndOtherContent_is422() {
    api.submit(NDJSON, utf8(ROWS), "Idempotency-Key", "k1");

    var other = api.submit(NDJSON, utf8(ROWS + "\n"), "Idempotency-Key", "k1");
    var otherType = api.submit("text/csv", utf8(ROWS), "Idempotency-Key", "k1");

    assertProblem(other, 422, "key-reused");
    assertProblem(otherType, 422, "key-reused");
  }

  @Test
  void submit_badKey_is422AndNamesTheHeader() {
    for (var key : new String[] {"", "a b", "x".repeat(256)}) {
      var response = api.submit(NDJSON, utf8(ROWS), "Idempotency-Key", key);
      assertProblem(response, 422, "invalid");
      assertThat(response.body()).contains("\"pointer\":\"Idempotency-Key\"");
    }
    assertThat(api.submit(NDJSON, utf8(ROWS), "Idempotency-Key", "x".repeat(255)).statusCode())
        .isEqualTo(202);
  }

  /** In CSV what is ours begins with _, so no column of a sender ever changes its meaning. */
  @Test
  void submit_csvWithAColumnNamedAsALaterField_isData() {
    var response = api.submit("text/csv", utf8("email,locale,headers\na@b.example,hu,x\n"));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(intake().rows.getFirst().data()).isEqualTo(Map.of("locale", "hu", "headers", "x"));
    assertProblem(api.submit("text/csv", utf8("email,_locale\na@b.example,hu\n")), 422, "invalid");
  }

  @Test
  void submit_whileTheSameKeyComesIn_is409AndOneTooManyIs429() {
    var gate = new CompletableFuture<Void>();
    api.engine.offered = () -> gate;
    var first = sendAsync("k1");
    var second = sendAsync("k2");
    awaitIntakes(2);

    var third = api.submit(NDJSON, utf8(ROWS), "Idempotency-Key", "k3");
    assertProblem(third, 429, "too-many-requests");
    assertThat(third.headers().firstValue("Retry-After")).isPresent();

    gate.complete(null);
    assertThat(ApiFixture.await(first).statusCode()).isEqualTo(202);
    assertThat(ApiFixture.await(second).statusCode()).isEqualTo(202);
  }

  @Test
  void submit_keyOfBatchThatComesIn_is409WithRetryAfter() {
    var gate = new CompletableFuture<Void>();
    api.engine.offered = () -> gate;
    var first = sendAsync("k1");
    awaitIntakes(1);

    var second = api.submit(NDJSON, utf8(ROWS), "Idempotency-Key", "k1");

    assertProblem(second, 409, "key-in-use");
    assertThat(second.headers().firstValue("Retry-After")).isPresent();
    gate.complete(null);
    assertThat(ApiFixture.await(first).statusCode()).isEqualTo(202);
  }

  private static CompletableFuture<HttpResponse<String>> sendAsync(String key) {
    return api.client.sendAsync(
        api.request("/v1/campaigns/spring/recipients")
            .header("Content-Type", NDJSON)
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(ROWS))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void awaitIntakes(int count) {
    for (var i = 0; i < count; i++) {
      ApiFixture.await(api.engine.nextIntake().firstOffer);
    }
  }

  @Test
  void submit_whenDatabaseGoesAway_is503AndLeft() {
    api.engine.offered =
        () -> CompletableFuture.failedFuture(new Engine.Unavailable("database away"));

    assertProblem(api.submit(NDJSON, utf8(ROWS.repeat(100_000))), 503, "unavailable");
    ApiFixture.await(intake().left);
  }

  @Test
  void submit_moreRowsThanTheEngineTakes_is413() {
    api.engine.offered = () -> CompletableFuture.failedFuture(new Intake.TooManyRows(5));

    assertProblem(api.submit(NDJSON, utf8(ROWS)), 413, "too-large");
    ApiFixture.await(intake().aborted);
  }

  @Test
  void submit_refused_leavesItsKeyToTheNext() {
    var bomb = gzip(new byte[80 << 20]);
    var headers = new String[] {"Idempotency-Key", "k1"};
    var packed = new String[] {"Idempotency-Key", "k1", "Content-Encoding", "gzip"};

    assertProblem(api.submit("application/json", utf8(ROWS), headers), 415, "unsupported-media");
    assertProblem(api.submit(NDJSON, utf8("\n"), headers), 422, "invalid");
    assertProblem(api.submit("text/csv", utf8("id,_colour\n1,x\n"), headers), 422, "invalid");
    assertProblem(api.submit(NDJSON, utf8("no gzip"), packed), 400, "invalid");
    assertProblem(api.submit(NDJSON, bomb, packed), 413, "too-large");
    var taken = api.submit(NDJSON, utf8(ROWS), headers);

    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
    assertThat(taken.headers().firstValue("Idempotent-Replayed")).isEmpty();
  }

  @Test
  void submit_connectionBreaksInTheMiddle_leavesTheIntake() throws IOException {
    try (var socket = new Socket("127.0.0.1", api.server.port())) {
      socket
          .getOutputStream()
          .write(
              utf8(
                  "POST /v1/campaigns/spring/recipients HTTP/1.1\r\nHost: x\r\n"
                      + "Authorization: Bearer wp_one\r\nContent-Type: application/x-ndjson\r\n"
                      + "Idempotency-Key: k9\r\nContent-Length: 1000000\r\n\r\n"
                      + ROWS));
      socket.getOutputStream().flush();
      awaitIntakes(1);
    }

    ApiFixture.await(intake().left);
    assertThat(intake().aborted).isNotDone();
    assertThat(intake().wasUsedByTwo).isFalse();
    assertThat(api.submit(NDJSON, utf8(ROWS), "Idempotency-Key", "k9").statusCode()).isEqualTo(202);
  }

  @Test
  void submit_chunkedInAnyPieces_givesTheSame() throws IOException {
    for (var seed = 0; seed < 20; seed++) {
      var random = new Random(seed);
      try (var socket = new Socket("127.0.0.1", api.server.port())) {
        var out = socket.getOutputStream();
        out.write(
            utf8(
                "POST /v1/campaigns/spring/recipients HTTP/1.1\r\nHost: x\r\n"
                    + "Authorization: Bearer wp_one\r\nContent-Type: application/x-ndjson\r\n"
                    + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"));
        var rows = utf8(ROWS);
        for (var from = 0; from < rows.length; ) {
          var length = Math.min(1 + random.nextInt(12), rows.length - from);
          out.write(utf8(Integer.toHexString(length) + "\r\n"));
          out.write(rows, from, length);
          out.write(utf8("\r\n"));
          from += length;
        }
        out.write(utf8("0\r\n\r\n"));
        var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(answer)
            .as("seed %s", seed)
            .startsWith("HTTP/1.1 202")
            .contains("\"accepted\":1,\"duplicates\":1,\"rejected\":1");
        assertThat(intake().rows.getFirst().data()).containsEntry("city", "Pécs");
      }
    }
  }

  @Test
  void submit_manyRows_areOfferedInSmallGroupsOneAtATime() {
    var rows = 200_000;

    var response = api.send(generated(rows, new AtomicLong()));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(intake().goodRows).hasValue(rows);
    assertThat(intake().largestOffer).isBetween(1, 500);
    assertThat(intake().wasUsedByTwo).isFalse();
  }

  @Test
  void submit_toAnEngineThatStalls_isNotReadOn() {
    var rows = 600_000;
    var sent = new AtomicLong();
    var sentInStall = new CompletableFuture<Long>();
    api.engine.offered = () -> afterStandstill(sent, -1, sentInStall);

    var response = api.send(generated(rows, sent));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(sent.get()).isEqualTo((long) rows * ROW_BYTES);
    assertThat(ApiFixture.await(sentInStall)).isLessThan(16L << 20);
  }

  /** Completes once nothing more is sent: at the first offer; at once after that. */
  private static CompletableFuture<Void> afterStandstill(
      AtomicLong sent, long before, CompletableFuture<Long> standstill) {
    if (standstill.isDone()) {
      return CompletableFuture.completedFuture(null);
    }
    if (sent.get() == before) {
      standstill.complete(before);
      return CompletableFuture.completedFuture(null);
    }
    var now = sent.get();
    return CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS))
        .thenCompose(ignored -> afterStandstill(sent, now, standstill));
  }

  private static HttpRequest generated(int rows, AtomicLong sent) {
    return api.request("/v1/campaigns/spring/recipients")
        .header("Content-Type", NDJSON)
        .POST(BodyPublishers.ofInputStream(() -> rows(rows, sent)))
        .build();
  }

  /** Rows, made while they are read. */
  private static InputStream rows(int rows, AtomicLong sent) {
    return new InputStream() {
      private int row;
      private ByteArrayInputStream current = new ByteArrayInputStream(new byte[0]);

      @Override
      public int read() {
        throw new UnsupportedOperationException("in pieces");
      }

      @Override
      public int read(byte[] to, int from, int length) {
        if (current.available() == 0) {
          if (row == rows) {
            return -1;
          }
          var piece = new StringBuilder();
          for (var end = Math.min(rows, row + 100); row < end; row++) {
            piece.append(
                "{\"id\":\"%07d\",\"email\":\"a%07d@bbbbbb.example\"}\n".formatted(row, row));
          }
          current = new ByteArrayInputStream(utf8(piece.toString()));
        }
        var read = current.read(to, from, length);
        sent.addAndGet(read);
        return read;
      }
    };
  }

  @Test
  void batch_showsProgressAndErrors() {
    api.submit(NDJSON, utf8(ROWS), "Idempotency-Key", "k1");
    var id = intake().batch.value();

    assertThat(api.get("/v1/batches/" + id).body())
        .isEqualTo(
            "{\"batch\":\"batch-0000000001\",\"campaign\":\"spring\",\"state\":\"stored\","
                + "\"idempotencyKey\":\"k1\",\"rows\":2,\"accepted\":1,\"duplicates\":1,"
                + "\"rejected\":1,\"createdAt\":\"2026-11-23T10:00:00.123Z\"}");
    assertThat(api.get("/v1/campaigns/spring/batches").body())
        .startsWith("{\"batches\":[{\"batch\":\"batch-0000000001\"")
        .endsWith("\"next\":null}");
    var errors = api.get("/v1/batches/" + id + "/errors");
    assertThat(errors.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    assertThat(errors.body().lines())
        .containsExactly(
            "{\"line\":2,\"code\":\"address\",\"id\":\"2\",\"detail\":\"email: no domain\"}",
            "{\"line\":3,\"code\":\"duplicate\",\"id\":\"1\","
                + "\"detail\":\"id repeats an earlier line\"}",
            "{\"type\":\"checkpoint\",\"next\":null}");
    assertThat(api.get("/v1/batches/" + id + "/errors?limit=1").body().lines())
        .last()
        .isEqualTo("{\"type\":\"checkpoint\",\"next\":\"2\"}");
    assertThat(api.get("/v1/batches/" + id + "/errors?limit=1&after=2").body().lines())
        .first()
        .asString()
        .startsWith("{\"line\":3");
  }

  @Test
  void batches_readPageByPage_showEachOnceAndRefuseOtherCursors() {
    for (var i = 1; i <= 5; i++) {
      api.submit(NDJSON, utf8(ROWS), "Idempotency-Key", "k" + i);
    }

    var shown = new ArrayList<String>();
    var next = "";
    do {
      var page = api.get("/v1/campaigns/spring/batches?limit=2" + next);
      assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
      KEY.matcher(page.body()).results().forEach(found -> shown.add(found.group(1)));
      var cursor = NEXT.matcher(page.body());
      next = cursor.find() ? "&after=" + cursor.group(1) : "";
    } while (!next.isEmpty());

    assertThat(shown).containsExactly("k1", "k2", "k3", "k4", "k5");
    for (var bad : List.of("", "x", "batch-0000000001", "MTc", "1", "%00", "YmF0Y2guLTE")) {
      var refused = api.get("/v1/campaigns/spring/batches?after=" + bad);
      assertProblem(refused, 422, "invalid");
      assertThat(refused.body()).contains("\"pointer\":\"?after\"");
    }
    assertProblem(api.get("/v1/campaigns/nowhere/batches?limit=2"), 404, "not-found");
  }

  @Test
  void batch_withThousandsOfErrors_tellsThemAll() {
    api.submit(NDJSON, utf8("x\n".repeat(2_500)));
    var batch = intake().batch;

    var lines = api.get("/v1/batches/" + batch + "/errors").body().lines().toList();

    assertThat(lines).hasSize(2_501);
    assertThat(lines.get(2_499)).startsWith("{\"line\":2500,");
    assertThat(Optional.ofNullable(api.engine.batches.get(batch)).map(Batch::rejected))
        .hasValue(2_500);
  }
}
