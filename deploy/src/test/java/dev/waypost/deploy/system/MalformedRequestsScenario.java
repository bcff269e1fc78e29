package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.waypost.deploy.client.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Thousands of requests that are wrong in some way, to everything that the API describes: each is
 * answered in time and with a problem, nothing half done is left, and work goes on. CONTRIBUTING
 * says how to run it for longer.
 */
final class MalformedRequestsScenario {
  private static final long REQUESTS = Long.getLong("waypost.malformed.requests", 2_000);
  private static final long SEED = Long.getLong("waypost.malformed.seed", 20_261_123);
  private static final int CALLERS = 8;
  private static final int ANSWER_MILLIS = 20_000;
  private static final long HEAP_GROWTH_MAX = 64L << 20;
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();

  @TempDir Path folder;

  /** Error lines of the node, which runs in this process. */
  private static final class Errors extends AppenderBase<ILoggingEvent> {
    final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
        lines.add(event.getLoggerName() + ": " + event.getFormattedMessage());
      }
    }
  }

  @Test
  void requests_ofEveryWrongKind_areAnsweredAndLeaveNothingHalfDone() throws Exception {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var errors = new Errors();
    errors.start();
    root.addAppender(errors);
    try (var sink = SmtpSink.start();
        var node =
            TestNode.start(
                folder.resolve("data"),
                Map.of("WAYPOST_SMTP", sink.url()),
                "api { json-limit = 5 seconds, port { body-window = 1 second } }")) {
      var api = node.api();
      prepare(api);
      var before = untouched(api);
      var mischief = Mischief.of(api.get("/v1/openapi.json").expect(200).json(), SEED);
      assertThat(mischief.endpoints()).hasSizeGreaterThan(20);

      run(node, mischief, 0, REQUESTS / 5);
      var heap = heap();
      run(node, mischief, REQUESTS / 5, REQUESTS);

      assertThat(statuses).contains(200, 202, 400, 401, 404, 405, 409, 415, 422, 501);
      assertThat(heap() - heap).as("growth of the heap").isLessThan(HEAP_GROWTH_MAX);
      assertThat(untouched(api)).isEqualTo(before);
      Await.until(SOON, "no batch is being received", () -> !anyReceiving(api));
      work(api, sink);
      assertThat(metric(api, "waypost_api_server_errors_total")).isZero();
      Await.until(SOON, "the equations hold", () -> node.audit().holds());
      assertThat(errors.lines).isEmpty();
    } finally {
      root.detachAppender(errors);
    }
  }

  private static void prepare(Api api) throws Exception {
    for (var name : List.of(Mischief.UNTOUCHED, "scrap-1", "scrap-2")) {
      api.campaign(name, "<p>Hello <a href=\"https://example.com/{{x}}\">{{name}}</a></p>");
      api.rows(name, Api.people(1, 20)).expect(202);
    }
  }

  private static String untouched(Api api) throws Exception {
    var path = "/v1/campaigns/" + Mischief.UNTOUCHED;
    var campaign = api.get(path).expect(200);
    return campaign.header("ETag")
        + campaign.json().at("state").print()
        + campaign.json().at("recipients").print()
        + api.get(path + "/content").expect(200).text()
        + api.get(path + "/batches").expect(200).text();
  }

  private static boolean anyReceiving(Api api) throws Exception {
    for (var name : List.of("scrap-1", "scrap-2", "scrap-3")) {
      var batches = api.get("/v1/campaigns/" + name + "/batches?limit=1000");
      if (batches.text().contains("\"receiving\"")) {
        return true;
      }
    }
    return false;
  }

  /** A whole campaign goes out. */
  private static void work(Api api, SmtpSink sink) throws Exception {
    api.campaign("afterwards", "<p>Hello {{name}}</p>");
    var rows = new StringBuilder();
    for (var i = 0; i < 30; i++) {
      rows.append(Api.row("d-" + i, "afterwards" + i));
    }
    var mails = sink.count();
    api.rows("afterwards", rows.toString()).expect(202);
    api.launch("afterwards");
    var done = api.awaitState("afterwards", "finished", SOON);
    assertThat(done.at("recipients", "delivered").asLong()).isEqualTo(30);
    assertThat(sink.count()).isGreaterThanOrEqualTo(mails + 30);
  }

  private static double metric(Api api, String name) throws Exception {
    return api.get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(-1);
  }

  private static long heap() {
    var runtime = Runtime.getRuntime();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private void run(TestNode node, Mischief mischief, long from, long to) throws Exception {
    var next = new AtomicLong(from);
    var failures = new ConcurrentLinkedQueue<AssertionError>();
    try (var callers = Executors.newFixedThreadPool(CALLERS)) {
      for (var i = 0; i < CALLERS; i++) {
        callers.execute(
            () -> {
              for (var n = next.getAndIncrement(); n < to; n = next.getAndIncrement()) {
                try {
                  check(node, mischief.request(n), n);
                } catch (AssertionError e) {
                  failures.add(e);
                  next.set(to);
                }
              }
            });
      }
      callers.shutdown();
      assertThat(callers.awaitTermination(2, TimeUnit.HOURS)).isTrue();
    }
    if (!failures.isEmpty()) {
      throw failures.peek();
    }
  }

  private void check(TestNode node, Mischief.Request request, long number) {
    var start = System.nanoTime();
    String answer;
    try {
      answer = exchange(node, request);
    } catch (IOException e) {
      throw new AssertionError("no answer to " + what(request, number), e);
    }
    var millis = (System.nanoTime() - start) / 1_000_000;
    var what = "answer after %d ms to %s%n=> %s".formatted(millis, what(request, number), answer);
    assertThat(answer).as(what).startsWith("HTTP/1.1 ");
    var head = answer.substring(0, answer.indexOf("\r\n\r\n") + 4);
    var status = Integer.parseInt(answer.substring(9, 12));
    statuses.add(status);
    assertThat(status)
        .as(what)
        .satisfiesAnyOf(s -> assertThat(s).isBetween(200, 499), s -> assertThat(s).isIn(501, 505));
    assertThat(head).as(what).contains("\r\nRequest-Id: ", "nosniff").doesNotContain("Server:");
    if (status >= 400
        && !new String(request.bytes(), 0, 5, StandardCharsets.US_ASCII).equals("HEAD ")) {
      assertProblem(status, head, answer.substring(head.length()), what);
    }
  }

  private static void assertProblem(int status, String head, String body, String what) {
    assertThat(head.toLowerCase(Locale.ROOT))
        .as(what)
        .contains("\r\ncontent-type: application/problem+json\r\n");
    try {
      var problem = Json.parse(body.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(problem.at("status").asLong()).as(what).isEqualTo(status);
      assertThat(problem.at("type").asText()).as(what).isPresent();
      assertThat(problem.at("title").asText()).as(what).isPresent();
      assertThat(problem.at("detail").asText().orElse("")).as(what).isNotEmpty();
    } catch (IOException e) {
      throw new AssertionError(what, e);
    }
  }

  /** What came back; of an answer that may go on for ever only the head. */
  private static String exchange(TestNode node, Mischief.Request request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), node.apiUrl().getPort())) {
      socket.setSoTimeout(ANSWER_MILLIS);
      send(socket.getOutputStream(), request.bytes());
      if (!request.isStream()) {
        socket.shutdownOutput();
      }
      var in = socket.getInputStream();
      var out = new ByteArrayOutputStream();
      var piece = new byte[8192];
      try {
        for (var n = in.read(piece); n >= 0; n = in.read(piece)) {
          out.write(piece, 0, n);
          if (request.isStream()
              && out.toString(StandardCharsets.ISO_8859_1).contains("\r\n\r\n")) {
            break;
          }
        }
      } catch (SocketException reset) {
        if (out.size() == 0) {
          throw reset;
        }
      }
      return withoutContinue(out.toString(StandardCharsets.ISO_8859_1));
    }
  }

  private static String withoutContinue(String answer) {
    return answer.startsWith("HTTP/1.1 100 ")
        ? answer.substring(answer.indexOf("\r\n\r\n") + 4)
        : answer;
  }

  /** Whoever is refused early may find that nobody reads any more. */
  private static void send(OutputStream out, byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException refused) {
      LoggerFactory.getLogger(MalformedRequestsScenario.class).debug("refused early", refused);
    }
  }

  private static String what(Mischief.Request request, long number) {
    var text = new StringBuilder("seed " + SEED + ", request " + number + ": ");
    for (var i = 0; i < Math.min(request.bytes().length, 3_000); i++) {
      var b = request.bytes()[i] & 0xff;
      text.append(b == '\n' || b >= ' ' && b < 0x7f ? "" + (char) b : "\\x%02x".formatted(b));
    }
    return text.toString();
  }
}
