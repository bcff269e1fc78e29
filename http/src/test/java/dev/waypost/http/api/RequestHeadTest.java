package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.http.server.PortCounter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Request lines and headers that no library would send: what is refused, and how that looks. */
class RequestHeadTest {
  private static final String KEY = "Authorization: Bearer wp_one\r\n";
  private static final String LIST = "GET /v1/campaigns HTTP/1.1\r\nHost: x\r\n" + KEY;
  private static final String PAUSE =
      "POST /v1/campaigns/spring/pause HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          + KEY;

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
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

  private static RawLine.Answer ask(String request) throws IOException {
    try (var line = new RawLine(api.server.port())) {
      return line.send(request).answer();
    }
  }

  /** The answer to a request after which nobody may be asked for more on the same connection. */
  private static RawLine.Answer askLast(String request) throws IOException {
    try (var line = new RawLine(api.server.port())) {
      var answer = line.send(request).answer();
      assertThat(answer.header("Connection")).as("%s", answer).isEqualTo("close");
      assertThat(line.rest()).isEmpty();
      return answer;
    }
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + KEY + "\r\n";
  }

  @Test
  void requestLine_tooLong_is414() throws IOException {
    askLast(get("/v1/campaigns?after=" + "a".repeat(9_000)))
        .expectProblem(414, "/problems/too-large");
  }

  @Test
  void header_tooLong_is431() throws IOException {
    var before = api.counters.value(PortCounter.UNREADABLE);

    askLast(LIST + "X-A: " + "a".repeat(9_000) + "\r\n\r\n")
        .expectProblem(431, "/problems/too-large");
    askLast(LIST + "X".repeat(70) + ": a\r\n\r\n").expectProblem(431, "/problems/too-large");

    assertThat(api.counters.value(PortCounter.UNREADABLE)).isEqualTo(before + 2);
  }

  @Test
  void headers_tooMany_is431() throws IOException {
    ask(LIST + "X-A: b\r\n".repeat(70) + "\r\n").expectProblem(431, "/problems/too-large");
  }

  @Test
  void headers_tooLongTogether_is431() throws IOException {
    ask(LIST + ("X-A: " + "b".repeat(4_000) + "\r\n").repeat(17) + "\r\n")
        .expectProblem(431, "/problems/too-large");
  }

  @Test
  void headers_thatNeverEnd_are431() throws IOException {
    try (var line = new RawLine(api.server.port())) {
      line.send(LIST);
      line.sendUntilRefused(
          ("X: " + "b".repeat(4_000) + "\r\n").repeat(30).getBytes(StandardCharsets.UTF_8), 100);

      line.answer().expectProblem(431, "/problems/too-large");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "Content-Length: 2, 3\r\n\r\n{}",
        "Content-Length: +2\r\n\r\n{}",
        "Content-Length: -2\r\n\r\n{}",
        "Content-Length: 0x2\r\n\r\n{}",
        "Content-Length: 99999999999999999999\r\n\r\n{}",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: identity\r\n\r\n{}",
        "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "X\u0000: a\r\n\r\n",
        "X: a\u0000b\r\n\r\n",
        "X: a\u001bb\r\n\r\n",
        "Host: y\r\n\r\n",
        "Authorization: Bearer wp_two\r\n\r\n"
      })
  void request_withTwoReadings_is400AndNothingBehindItIsRead(String rest) throws IOException {
    var smuggled = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";

    try (var line = new RawLine(api.server.port())) {
      line.send(PAUSE + rest + (rest.startsWith("Auth") ? "" : smuggled));

      line.answer().expectInvalid(400);
      line.finish();
      assertThat(line.rest()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\r\n{}\r\n0\r\n\r\n", "-2\r\n{}\r\n0\r\n\r\n", "2\r\n{}xx0\r\n\r\n"})
  void chunks_thatAreNone_are400AndTheLast(String chunks) throws IOException {
    askLast(PAUSE + "Transfer-Encoding: chunked\r\n\r\n" + chunks).expectInvalid(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001",
        "GET /v1/campaigns HTTP/1.1\r\n\r\n",
        "GET /v1/campaigns HTTP/1.1\r\nHost: a b/c\r\n\r\n",
        "GET http://other.example/v1/campaigns HTTP/1.1\r\nHost: x\r\n\r\n",
        "CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/campaigns/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/campaigns/% HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/campaigns/\u00e9 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/campaigns/a\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/campaigns#x HTTP/1.1\r\nHost: x\r\n\r\n"
      })
  void request_thatIsNone_is400AndTheLast(String request) throws IOException {
    askLast(request).expectInvalid(400);
  }

  @ParameterizedTest
  @CsvSource({"BREW,1.1,501", "get,1.1,501", "GET,2.0,505"})
  void request_ofAnotherWorld_saysSo(String method, String version, int status) throws IOException {
    askLast(method + " /v1/campaigns HTTP/" + version + "\r\nHost: x\r\n" + KEY + "\r\n")
        .expectProblem(status, "about:blank");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "OPTIONS", "PATCH", "DELETE"})
  void method_thatIsNotAllowed_is405WithAllowAndEchoesNothing(String method) throws IOException {
    var answer =
        ask(method + " /v1/campaigns HTTP/1.1\r\nHost: x\r\nX-Secret: s3cret\r\n" + KEY + "\r\n")
            .expectProblem(405, "about:blank");

    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
    assertThat(answer.toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/campaigns/%c0%af",
        "/v1/campaigns/%ff",
        "/v1/campaigns/%ed%a0%80",
        "/v1/%c1%9c/x",
        "/v1/campaigns?limit=%c0%af",
        "/v1/campaigns?%ff=1"
      })
  void target_thatIsNoUtf8_is400(String target) throws IOException {
    ask(get(target)).expectInvalid(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/../metrics",
        "/v1/campaigns/..%2f..%2fmetrics",
        "/v1/campaigns/%2e%2e/%2e%2e/metrics",
        "/v1/campaigns/a%00b",
        "/v1/campaigns/a%0d%0aSet-Cookie:x",
        "/v1//campaigns",
        "//v1/campaigns",
        "/v1/campaigns/",
        "/v1/campaigns;x=1",
        "/metrics/",
        "/health/../metrics"
      })
  void path_thatIsNotTheOneMeant_is404(String target) throws IOException {
    ask(get(target)).expectProblem(404, "/problems/not-found");
  }

  @Test
  void target_inAbsoluteForm_isRead() throws IOException {
    assertThat(ask(get("http://x/v1/campaigns?limit=3")).status()).isEqualTo(200);
    assertThat(ask(get("http://x")).status()).isEqualTo(404);
  }

  @Test
  void request_ofHttp10_isAnsweredAndTheLast() throws IOException {
    var answer = askLast("GET /v1/campaigns HTTP/1.0\r\n" + KEY + "\r\n");

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void chunks_thatBreakOff_areAnsweredEachTime() throws IOException {
    var submit = PAUSE.replace("/pause", "/recipients").replace("json", "x-ndjson");
    var chunk = "10000\r\n" + "x".repeat(1 << 16) + "\r\n";
    for (var i = 0; i < 200; i++) {
      ask(submit + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "zz\r\n").expectInvalid(400);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/campaigns/spring/pause?a=1&a=2, 0, 422",
    "/v1/campaigns/spring/pause?%ff=1, 0, 400",
    "/v1/campaigns/%ff, 0, 400",
    "/v1/campaigns/spring/pause, 70, 431"
  })
  void refusalOfTheHead_leavesTheLineInOrder(String target, int headers, int status)
      throws IOException {
    var more = "X-A: b\r\n".repeat(headers);
    var chunk = "10000\r\n" + "x".repeat(1 << 16) + "\r\n";
    try (var line = new RawLine(api.server.port())) {
      line.send(
          PAUSE.replace("/v1/campaigns/spring/pause", target)
              + more
              + "Transfer-Encoding: chunked\r\n\r\n");
      line.send(chunk.repeat(100) + "0\r\n\r\n");

      assertThat(line.answer().status()).isEqualTo(status);
      assertThat(line.send(LIST + "\r\n").answer().status()).isEqualTo(200);
    }
  }

  @Test
  void request_ofHttp10WithChunks_is400AndTheLast() throws IOException {
    askLast(PAUSE.replace("1.1", "1.0") + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
        .expectInvalid(400);
  }

  @Test
  void callerThatEndsItsSide_isAnsweredAllTheSame() throws IOException {
    try (var line = new RawLine(api.server.port())) {
      line.send(LIST + "\r\n").finish();

      assertThat(line.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void requests_inOneGo_areAnsweredInTheirOrder() throws IOException {
    try (var line = new RawLine(api.server.port())) {
      line.send(LIST + "\r\n" + get("/v1/nothing") + get("/health/live"));

      assertThat(line.answer().status()).isEqualTo(200);
      line.answer().expectProblem(404, "/problems/not-found");
      assertThat(line.answer().body()).contains("ok");
    }
  }

  /** A list may come in several lines (RFC 9110, section 5.3). */
  @Test
  void lists_inSeveralLines_areOneList() throws IOException {
    var get = "HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer wp_one\r\n";
    try (var line = new RawLine(api.server.port())) {
      var content = "GET /v1/campaigns/spring/content " + get;
      var known = "If-None-Match: \"other\"\r\nIf-None-Match: \"v1\"\r\n\r\n";
      assertThat(line.send(content + known).answer().status()).isEqualTo(304);
      var list = "GET /v1/suppressions?limit=1 " + get;
      var csv =
          line.send(list + "Accept: text/html\r\nAccept: text/csv, */*;q=0.1\r\n\r\n").answer();
      assertThat(csv.header("Content-Type")).startsWith("text/csv");
      var body = ApiFixture.CAMPAIGN;
      var put =
          "PUT /v1/campaigns/spring "
              + get
              + "Content-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\nIf-Match: \"v7\"\r\nIf-Match: \"v1\"\r\n\r\n"
              + body;
      assertThat(line.send(put).answer().status()).isEqualTo(200);
      line.send(content + "If-None-Match: \"v1\"\r\nIf-None-Match: v1\r\n\r\n")
          .answer()
          .expectInvalid(400);
      line.send(content + "Authorization: Bearer wp_two\r\n\r\n").answer().expectInvalid(400);
    }
  }
}
