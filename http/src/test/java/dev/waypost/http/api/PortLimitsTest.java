package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.roster.RowFault;
import dev.waypost.http.server.PortCounter;
import dev.waypost.http.server.PortSettings;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that are too many, too slow, or too large, over bare sockets. */
@Timeout(60)
class PortLimitsTest {
  private static final String KEY = "Authorization: Bearer wp_one\r\n";
  private static final String LIST = "GET /v1/campaigns HTTP/1.1\r\nHost: x\r\n" + KEY + "\r\n";
  private static final String CONTENT =
      "GET /v1/campaigns/spring/content HTTP/1.1\r\nHost: x\r\n" + KEY + "\r\n";
  private static final String PUT =
      "PUT /v1/campaigns/spring HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + KEY;
  private static final String SUBMIT =
      "POST /v1/campaigns/spring/recipients HTTP/1.1\r\nHost: x\r\n"
          + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"
          + KEY;

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(1);

  /** Patience, each kind apart. */
  private record Patience(Duration head, Duration body, Duration stall, Duration idle) {
    static final Patience GREAT = new Patience(LONG, LONG, LONG, LONG);
  }

  private static ApiFixture api(int connections, int turnedAway, int requests, Patience patience) {
    var defaults = PortSettings.DEFAULT;
    return new ApiFixture(
        new PortSettings(
            connections,
            turnedAway,
            defaults.backlog(),
            defaults.uriLength(),
            defaults.headers(),
            defaults.headerLength(),
            defaults.headBytes(),
            patience.head(),
            patience.body(),
            64,
            patience.stall(),
            patience.idle(),
            SHORT,
            requests),
        ApiSettings.Limits.DEFAULT);
  }

  private static ApiFixture api(Patience patience) {
    return api(100, 10, 100, patience);
  }

  private static void awaitCount(ApiFixture api, PortCounter counter, long wanted) {
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (api.counters.value(counter) < wanted) {
      assertThat(System.nanoTime()).as("time for %s", counter).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static void spin(Duration time) {
    var end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void connection_oneTooMany_is503AndOthersGoOn() throws IOException {
    try (var api = api(2, 10, 100, Patience.GREAT)) {
      try (var first = new RawLine(api.server.port());
          var second = new RawLine(api.server.port())) {
        assertThat(first.send(LIST).answer().status()).isEqualTo(200);
        assertThat(second.send(LIST).answer().status()).isEqualTo(200);

        try (var third = new RawLine(api.server.port())) {
          var refused = third.send(LIST).answer().expectProblem(503, "/problems/unavailable");
          assertThat(refused.header("Retry-After")).isEqualTo("5");
          assertThat(refused.header("Connection")).isEqualTo("close");
          assertThat(third.rest()).isEmpty();
        }
        assertThat(first.send(LIST).answer().status()).isEqualTo(200);
        assertThat(api.counters.value(PortCounter.TURNED_AWAY)).isEqualTo(1);
        assertThat(api.counters.open()).isEqualTo(2);
      }
      while (api.counters.open() > 0) {
        Thread.onSpinWait();
      }

      try (var next = new RawLine(api.server.port())) {
        assertThat(next.send(LIST).answer().status()).isEqualTo(200);
      }
    }
  }

  /** A place is taken when a connection is accepted, not when it has begun to be served. */
  @Test
  void connections_allAtOnce_areNoMoreThanMayBe() throws IOException {
    var lines = new ArrayList<RawLine>();
    try (var api = api(5, 300, 100, Patience.GREAT)) {
      for (var i = 0; i < 200; i++) {
        lines.add(new RawLine(api.server.port()));
      }

      awaitCount(api, PortCounter.TURNED_AWAY, 195);

      assertThat(lines.getFirst().send(LIST).answer().status()).isEqualTo(200);
      assertThat(api.counters.open()).isLessThanOrEqualTo(5);
      for (var line : lines) {
        line.close();
      }
    }
  }

  @Test
  void connection_beyondThoseThatAreToldSo_isClosed() throws IOException {
    try (var api = api(1, 0, 100, Patience.GREAT);
        var first = new RawLine(api.server.port())) {
      assertThat(first.send(LIST).answer().status()).isEqualTo(200);

      try (var second = new RawLine(api.server.port())) {
        assertThat(second.rest()).isEmpty();
      }
      assertThat(api.counters.value(PortCounter.TURNED_AWAY)).isEqualTo(1);
    }
  }

  @Test
  void head_thatDoesNotEnd_is408() throws IOException {
    try (var api = api(new Patience(SHORT, LONG, LONG, LONG));
        var line = new RawLine(api.server.port())) {
      assertThat(line.send(LIST).answer().status()).isEqualTo(200);
      line.send("GET /v1/campaigns HTTP/1.1\r\nHos");

      var answer = line.answer().expectProblem(408, "about:blank");

      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(line.rest()).isEmpty();
      assertThat(api.counters.value(PortCounter.SLOW_HEADS)).isEqualTo(1);
    }
  }

  @Test
  void jsonBody_thatDrips_is408() throws IOException {
    try (var api = api(new Patience(LONG, SHORT, LONG, LONG));
        var line = new RawLine(api.server.port())) {
      line.send(PUT + "Content-Length: 1000\r\n\r\n{\"subject\"");

      line.answer().expectProblem(408, "about:blank");

      assertThat(line.rest()).isEmpty();
      assertThat(api.counters.value(PortCounter.SLOW_BODIES)).isEqualTo(1);
    }
  }

  @Test
  void jsonBody_thatTakesTooLongAltogether_is408() throws IOException {
    var d = ApiSettings.Limits.DEFAULT;
    var limits =
        new ApiSettings.Limits(
            d.jsonBytesMax(),
            d.jsonMemory(),
            d.rowBytesMax(),
            d.rowsMax(),
            d.intakesMax(),
            d.importsMax(),
            d.exportsMax(),
            SHORT,
            d.unpackRatio(),
            d.unpackFree(),
            d.engineTime());
    try (var api = new ApiFixture(limits);
        var line = new RawLine(api.server.port())) {
      line.send(PUT + "Content-Length: 1000\r\n\r\n" + "x".repeat(999));

      line.send("x").answer();
      line.send(PUT + "Content-Length: 1000\r\n\r\n" + "x".repeat(900));

      line.answer().expectProblem(408, "about:blank");
    }
  }

  @Test
  void submission_thatDrips_is408AndCountsNowhere() throws IOException {
    try (var api = api(new Patience(LONG, SHORT, LONG, LONG));
        var line = new RawLine(api.server.port())) {
      api.createCampaign();
      line.send(SUBMIT + "\r\n28\r\n{\"id\": \"1\", \"email\": \"ann@b.example\"}\r\n\r\n");

      line.answer().expectProblem(408, "about:blank");

      ApiFixture.await(api.engine.intakes.getLast().left);
      assertThat(api.counters.value(PortCounter.SLOW_BODIES)).isEqualTo(1);
    }
  }

  @Test
  void submission_whoseRowsWeReadSlowly_isNotGivenUp() throws IOException {
    try (var api = api(new Patience(LONG, SHORT, LONG, LONG));
        var line = new RawLine(api.server.port())) {
      api.createCampaign();
      var stored = new CompletableFuture<Void>();
      api.engine.offered = () -> stored;
      var rows = "{\"id\": \"1\", \"email\": \"ann@b.example\"}\n".repeat(20_000);
      Thread.startVirtualThread(
          () -> {
            try {
              line.send(SUBMIT + "\r\n");
              for (var i = 0; i < 10; i++) {
                line.send(Integer.toHexString(rows.length()) + "\r\n" + rows + "\r\n");
              }
              line.send("0\r\n\r\n");
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      api.engine.nextIntake();
      spin(SHORT.multipliedBy(4));
      stored.complete(null);

      assertThat(line.answer().status()).isEqualTo(202);
      assertThat(api.counters.value(PortCounter.SLOW_BODIES)).isZero();
    }
  }

  @Test
  void answer_thatNobodyTakes_isCutOff() throws IOException {
    try (var api = api(new Patience(LONG, LONG, SHORT, LONG))) {
      var html = "<p>" + "x".repeat(1_000_000) + "</p>";
      api.json("PUT", "/v1/campaigns/spring", ApiFixture.CAMPAIGN.replace("<p>Hi</p>", html));
      try (var line = new RawLine(api.server.port())) {
        line.send(CONTENT.repeat(100));

        awaitCount(api, PortCounter.STALLED_ANSWERS, 1);

        assertThat(line.rest().length()).isLessThan(100 * html.length());
      }
    }
  }

  /** Two million quotes take four million bytes: more than the two systems keep. */
  @Test
  void answer_theOnlyOneAndNobodyTakesIt_isCutOff() throws IOException {
    try (var api = api(new Patience(LONG, LONG, SHORT, SHORT))) {
      var quotes = "\\\"".repeat(1_000_000);
      var campaign = ApiFixture.CAMPAIGN.replace("<p>Hi</p>", quotes + "\", \"text\": \"" + quotes);
      api.json("PUT", "/v1/campaigns/spring", campaign);
      try (var line = RawLine.narrow(api.server.port(), 4 << 10)) {
        line.send(CONTENT);

        awaitCount(api, PortCounter.STALLED_ANSWERS, 1);

        assertThat(line.rest().length()).isLessThan(4_000_000);
      }
    }
  }

  /** Asks for an export of 30 MB in three pieces: each is much more than a system keeps. */
  private static RawLine askForLongExport(ApiFixture api) throws IOException {
    api.createCampaign();
    var row = "{\"id\": \"1\", \"email\": \"ann@b.example\"}\n";
    assertThat(api.submit("application/x-ndjson", row.getBytes(StandardCharsets.UTF_8)))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(202);
    var batch = api.engine.batches.keySet().iterator().next();
    api.engine.faults.put(
        batch,
        IntStream.rangeClosed(1, 1_500)
            .mapToObj(line -> new RowFault(line, "field", Optional.empty(), "x".repeat(20_000)))
            .toList());
    var target = "/v1/batches/" + batch.value() + "/errors";
    return new RawLine(api.server.port())
        .send("GET " + target + " HTTP/1.1\r\nHost: x\r\n" + KEY + "\r\n");
  }

  @Test
  void answer_takenSlowlyButTaken_isNotCutOff() throws IOException {
    var second = Duration.ofSeconds(1).toNanos();
    var now = new AtomicLong();
    var often = Duration.ofMillis(50); // the watch looks as often as the least limit wants
    try (var api = api(new Patience(often, LONG, Duration.ofSeconds(50), LONG.multipliedBy(10)));
        var line = askForLongExport(api)) {
      api.ticker = now::get;

      for (var taken = 0; taken < 30_000_000; taken += 100_000) {
        assertThat(line.take(100_000)).isEqualTo(100_000);
        now.addAndGet(second);
        spin(Duration.ofMillis(2));
      }

      assertThat(api.counters.value(PortCounter.STALLED_ANSWERS)).isZero();
    }
  }

  @Test
  void drain_duringAnAnswer_endsItsConnectionBehindIt() throws IOException {
    try (var api = api(Patience.GREAT);
        var line = askForLongExport(api)) {
      assertThat(line.take(100_000)).isEqualTo(100_000);

      var ended = api.server.terminate(Duration.ofSeconds(40)).toCompletableFuture();

      assertThat(line.rest()).endsWith("{\"type\":\"checkpoint\",\"next\":null}\n\r\n0\r\n\r\n");
      assertThat(ended).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  @Test
  void silence_beforeAndBehindARequest_endsTheConnection() throws IOException {
    try (var api = api(new Patience(LONG, LONG, LONG, SHORT));
        var silent = new RawLine(api.server.port());
        var used = new RawLine(api.server.port())) {
      assertThat(used.send(LIST).answer().status()).isEqualTo(200);

      assertThat(silent.rest()).isEmpty();
      assertThat(used.rest()).isEmpty();
      assertThat(api.counters.value(PortCounter.IDLE_CLOSED)).isEqualTo(2);
    }
  }

  @Test
  void requests_moreThanMayBeAnswered_are429ButHealthIsTold() throws IOException {
    try (var api = api(10, 10, 1, Patience.GREAT);
        var busy = new RawLine(api.server.port());
        var other = new RawLine(api.server.port())) {
      api.createCampaign();
      busy.send(SUBMIT + "\r\n28\r\n{\"id\": \"1\", \"email\": \"ann@b.example\"}\r\n\r\n");
      api.engine.nextIntake();

      var refused = other.send(LIST).answer().expectProblem(429, "/problems/too-many-requests");

      assertThat(refused.header("Retry-After")).isEqualTo("5");
      assertThat(api.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(busy.send("0\r\n\r\n").answer().status()).isEqualTo(202);
      assertThat(other.send(LIST).answer().status()).isEqualTo(200);
      assertThat(api.counters.value(PortCounter.OVER_LIMIT)).isEqualTo(1);
    }
  }

  @Test
  void jsonBody_tooLong_is413WithOrWithoutLength() throws IOException {
    try (var api = api(Patience.GREAT)) {
      try (var line = new RawLine(api.server.port())) {
        line.send(PUT + "Content-Length: " + (5 << 20) + "\r\n\r\n");
        line.sendUntilRefused(" ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII), 80);
        line.answer().expectProblem(413, "/problems/too-large");
      }
      try (var line = new RawLine(api.server.port())) {
        line.send(PUT + "Transfer-Encoding: chunked\r\n\r\n");
        for (var i = 0; i < 80; i++) {
          line.send("10000\r\n" + " ".repeat(1 << 16) + "\r\n");
        }
        line.send("0\r\n\r\n").answer().expectProblem(413, "/problems/too-large");
        assertThat(line.send(LIST).answer().status()).isEqualTo(200);
      }
      assertThat(api.counters.value(PortCounter.TOO_LARGE)).isEqualTo(2);
    }
  }

  /** Two bodies that are still coming in fill the memory: the third has no room, until they are. */
  @Test
  void jsonBodies_moreThanMayBeInMemory_are429AndRoomIsGivenBack() throws IOException {
    var d = ApiSettings.Limits.DEFAULT;
    var limits =
        new ApiSettings.Limits(
            d.jsonBytesMax(),
            d.jsonBytesMax(),
            d.rowBytesMax(),
            d.rowsMax(),
            d.intakesMax(),
            d.importsMax(),
            d.exportsMax(),
            d.jsonTime(),
            d.unpackRatio(),
            d.unpackFree(),
            d.engineTime());
    try (var api = new ApiFixture(limits);
        var one = new RawLine(api.server.port());
        var two = new RawLine(api.server.port())) {
      var room = api.server.rooms().jsonBytes();
      var length = (2 << 20) + 1;
      var begun = " ".repeat(2 << 20);
      var head = PUT + "Content-Length: " + length + "\r\n\r\n";
      one.send(head + begun);
      ApiFixture.awaitUntil(() -> room.taken() == 2 << 20);
      two.send(head + begun.substring(1));
      ApiFixture.awaitUntil(() -> room.taken() == (4 << 20) - 1);

      var refused = api.json("PUT", "/v1/campaigns/spring", ApiFixture.CAMPAIGN);
      var test =
          api.send(
              api.request("/v1/campaigns/spring/test")
                  .header("Content-Type", "text/csv")
                  .POST(HttpRequest.BodyPublishers.ofString("id,email\n1,a@b.example\n"))
                  .build());

      for (var response : List.of(refused, test)) {
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
      }
      assertThat(room.refused()).isEqualTo(2);
      assertThat(api.counters.value(PortCounter.OVER_LIMIT)).isEqualTo(2);
      one.send(" ").answer().expectInvalid(400);
      two.reset();
      ApiFixture.awaitUntil(() -> room.taken() == 0);
      api.createCampaign();
      assertThat(room.taken()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{},", "[],", "0,", "[[[[]]]],"})
  void jsonBody_ofTooManyPieces_is413(String piece) {
    try (var api = api(Patience.GREAT)) {
      var times = (3 << 20) / piece.length();
      var body = "{\"metadata\": [" + piece.repeat(times) + "0]}";

      var campaign = api.json("PUT", "/v1/campaigns/spring", body);

      assertThat(campaign.statusCode()).isEqualTo(413);
      assertThat(campaign.body()).contains("/problems/too-large", "names, values and brackets");
      assertThat(api.counters.value(PortCounter.TOO_LARGE)).isEqualTo(1);
    }
  }

  @Test
  void expectation_isMetOnlyForBodiesThatAreWanted() throws IOException {
    try (var api = api(Patience.GREAT)) {
      var body = ApiFixture.CAMPAIGN;
      try (var line = new RawLine(api.server.port())) {
        line.send(PUT + "Expect: 100-continue\r\nContent-Length: " + body.length() + "\r\n\r\n");
        assertThat(line.answer().status()).isEqualTo(100);
        assertThat(line.send(body).answer().status()).isEqualTo(201);
      }
      try (var line = new RawLine(api.server.port())) {
        line.send(PUT + "Expect: 100-continue\r\nContent-Length: " + (5 << 20) + "\r\n\r\n");
        line.answer().expectProblem(413, "/problems/too-large");
        assertThat(line.rest()).isEmpty();
      }
    }
  }

  @Test
  void keys_missingOrWrong_are401AndCounted() throws IOException {
    try (var api = api(Patience.GREAT);
        var line = new RawLine(api.server.port())) {
      var kinds =
          new String[] {
            "",
            "Authorization: \r\n",
            "Authorization: Bearer\r\n",
            "Authorization: Bearer wp_on\r\n",
            "Authorization: Bearer wp_onee\r\n",
            "Authorization: Basic d3Bfb25lOg==\r\n",
            "Authorization: wp_one\r\n",
            "Authorization: Bearer wp_one,wp_two\r\n",
            "Authorization: Bearer " + "x".repeat(8_000) + "\r\n"
          };
      for (var kind : kinds) {
        var answer =
            line.send("GET /v1/campaigns HTTP/1.1\r\nHost: x\r\n" + kind + "\r\n")
                .answer()
                .expectProblem(401, "/problems/unauthorized");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
      }
      assertThat(api.counters.value(PortCounter.BAD_KEYS)).isEqualTo(kinds.length);
      assertThat(line.send(LIST.replace("Bearer", "bEARER")).answer().status()).isEqualTo(200);
    }
  }
}
