package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.waypost.engine.Engine;
import dev.waypost.engine.report.StreamedEvent;
import dev.waypost.http.server.PortSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class EventsTest {
  private static final EventSettings SMALL =
      new EventSettings(3, 5, Duration.ofMillis(100), Duration.ofMillis(1));

  private static final int EVENT_BYTES_LEAST = 150;

  private static ApiFixture api() {
    return new ApiFixture(PortSettings.DEFAULT, ApiSettings.Limits.DEFAULT, SMALL);
  }

  private static void happen(ApiFixture api, int events) {
    for (var i = 0; i < events; i++) {
      api.engine.events.happen("mailing.delivered", i % 2 == 0 ? "spring" : "autumn");
    }
  }

  private static HttpRequest.Builder live(ApiFixture api, String path) {
    return api.request(path).header("Accept", "text/event-stream");
  }

  private static BufferedReader open(ApiFixture api, HttpRequest request) throws Exception {
    var response = api.client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** The ids of the next messages with data. */
  private static List<String> ids(BufferedReader from, int messages) {
    return IntStream.range(0, messages).mapToObj(i -> message(from).get("id")).toList();
  }

  private static Map<String, String> message(BufferedReader from) {
    try {
      var fields = new java.util.HashMap<String, String>();
      while (true) {
        var line = from.readLine();
        if (line == null) {
          throw new AssertionError("the stream has ended");
        }
        if (line.isEmpty() && fields.containsKey("data")) {
          return fields;
        }
        if (line.isEmpty()) {
          fields.clear();
        } else if (!line.startsWith(":")) {
          var colon = line.indexOf(": ");
          fields.put(line.substring(0, colon), line.substring(colon + 2));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*|application/x-ndjson",
        "application/x-ndjson|application/x-ndjson",
        "text/event-stream;q=0|application/x-ndjson",
        "text/event-stream; q=0.000|application/x-ndjson",
        "Text/Event-Stream|text/event-stream",
        "application/json, text/event-stream;q=0.5|text/event-stream"
      })
  void accept_namesTheForm(String accept, String type) {
    try (var api = api()) {
      happen(api, 1);

      var response = api.send(api.request("/v1/events?limit=1").header("Accept", accept).build());

      assertThat(response.headers().firstValue("content-type")).contains(type);
    }
  }

  @Test
  void lines_haveEveryMemberAndEndWithACheckpoint() {
    try (var api = api()) {
      api.engine.events.happen("mailing.delivered", "spring");
      api.engine.events.happen(
          new StreamedEvent(
              FakeEvents.offset(2),
              "2-0",
              "mailing.attempted",
              FakeEvents.AT,
              Optional.of("spring"),
              Optional.empty(),
              Optional.empty(),
              OptionalLong.of(2),
              true,
              Optional.empty()));

      var response = api.get("/v1/events");

      assertThat(response.headers().firstValue("content-type")).contains("application/x-ndjson");
      assertThat(response.body())
          .isEqualTo(
              """
              {"offset":"at-1","id":"1-0","type":"mailing.delivered","at":"2026-11-23T10:00:00.120Z","campaign":"spring","recipient":"c-1","email":"ann@example.com","seq":1,"data":{"a":["x"],"b":2,"metadata":{"order":"17"}}}
              {"offset":"at-2","id":"2-0","type":"mailing.attempted","at":"2026-11-23T10:00:00.120Z","campaign":"spring","recipient":null,"email":null,"seq":2,"test":true,"data":null}
              {"type":"checkpoint","offset":"at-2"}
              """);
    }
  }

  @Test
  void lines_withoutLimit_goOnToTheEndThatThereWas() {
    try (var api = api()) {
      happen(api, 23);

      var lines = api.get("/v1/events").body().lines().toList();

      assertThat(lines).hasSize(24);
      assertThat(lines.getLast()).isEqualTo("{\"type\":\"checkpoint\",\"offset\":\"at-23\"}");
      assertThat(api.engine.events.reads).hasValue(5);
      assertThat(api.get("/v1/events?after=at-23").body())
          .isEqualTo("{\"type\":\"checkpoint\",\"offset\":\"at-23\"}\n");
    }
  }

  @Test
  void lines_withLimit_endThereAndGoOnFromTheCheckpoint() {
    try (var api = api()) {
      happen(api, 23);

      var first = api.get("/v1/events?limit=12").body().lines().toList();
      var second = api.get("/v1/events?limit=12&after=at-12").body().lines().toList();

      assertThat(first).hasSize(13);
      assertThat(first.getLast()).isEqualTo("{\"type\":\"checkpoint\",\"offset\":\"at-12\"}");
      assertThat(second).hasSize(12);
      assertThat(second.getFirst()).contains("\"offset\":\"at-13\"");
    }
  }

  @Test
  void lines_ofOneCampaign_moveTheCheckpointOverTheOthers() {
    try (var api = api()) {
      happen(api, 9);
      api.engine.events.happen("mailing.delivered", "other");

      var lines = api.get("/v1/events?campaign=autumn").body().lines().toList();

      assertThat(lines).hasSize(5);
      assertThat(lines.getFirst()).contains("\"campaign\":\"autumn\"");
      assertThat(lines.getLast()).isEqualTo("{\"type\":\"checkpoint\",\"offset\":\"at-10\"}");
    }
  }

  @Test
  void requests_malformed_areRefusedByParameter() {
    try (var api = api()) {
      for (var bad :
          List.of(
              "after=x",
              "after=",
              "after=at-99",
              "campaign=UP",
              "campaign=",
              "limit=0",
              "limit=1001",
              "limit=x",
              "from=at-1")) {
        var response = api.get("/v1/events?" + bad);

        assertThat(response.statusCode()).as(bad).isEqualTo(422);
        assertThat(response.headers().firstValue("content-type"))
            .contains("application/problem+json");
        assertThat(response.body())
            .as(bad)
            .contains("\"pointer\":\"?" + bad.substring(0, bad.indexOf('=')) + "\"");
      }
      assertThat(api.json("POST", "/v1/events", "{}").statusCode()).isEqualTo(405);
    }
  }

  @Test
  void lastEventId_malformed_isRefusedByName() {
    try (var api = api()) {
      var response = api.send(live(api, "/v1/events").header("Last-Event-ID", "x").build());

      assertThat(response.statusCode()).isEqualTo(422);
      assertThat(response.body()).contains("\"pointer\":\"Last-Event-ID\"");
    }
  }

  @Test
  void offset_tooOld_isGoneWithTheEarliest() {
    try (var api = api()) {
      happen(api, 9);
      api.engine.events.lose(4);

      var gone = api.get("/v1/events?after=at-3");
      var live = api.send(live(api, "/v1/events").header("Last-Event-ID", "at-3").build());

      for (var response : List.of(gone, live)) {
        assertThat(response.statusCode()).isEqualTo(410);
        assertThat(response.headers().firstValue("content-type"))
            .contains("application/problem+json");
        assertThat(response.body())
            .contains("\"earliest\":\"at-4\"", "\"status\":410", "go on from is at-4\"");
      }
      assertThat(api.get("/v1/events?after=at-4").body().lines()).hasSize(6);
      assertThat(api.get("/v1/events").body().lines()).hasSize(6);
    }
  }

  @Test
  void engine_away_is503() {
    try (var api = api()) {
      api.engine.failure = Optional.of(new Engine.Unavailable("away"));

      var response = api.get("/v1/events");

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("retry-after")).isPresent();
    }
  }

  @Test
  void live_eventsOfThenAndNow_comeInOrder() throws Exception {
    try (var api = api()) {
      happen(api, 12);

      try (var stream = open(api, live(api, "/v1/events?after=at-2").build())) {
        assertThat(message(stream))
            .containsEntry("id", "at-3")
            .containsEntry("event", "mailing.delivered")
            .containsEntry(
                "data",
                "{\"offset\":\"at-3\",\"id\":\"3-0\",\"type\":\"mailing.delivered\","
                    + "\"at\":\"2026-11-23T10:00:00.120Z\",\"campaign\":\"spring\","
                    + "\"recipient\":\"c-1\",\"email\":\"ann@example.com\",\"seq\":3,"
                    + "\"data\":{\"a\":[\"x\"],\"b\":2,\"metadata\":{\"order\":\"17\"}}}");
        assertThat(ids(stream, 9)).startsWith("at-4").endsWith("at-12");
        happen(api, 1);
        assertThat(ids(stream, 1)).containsExactly("at-13");
        happen(api, 6);
        assertThat(ids(stream, 6)).endsWith("at-19");
      }
    }
  }

  @Test
  void live_comingAgain_goesOnBehindTheLastId() throws Exception {
    try (var api = api()) {
      happen(api, 8);
      var request = live(api, "/v1/events?after=at-1").header("Last-Event-ID", "at-5").build();

      try (var stream = open(api, request)) {
        assertThat(ids(stream, 3)).containsExactly("at-6", "at-7", "at-8");
      }
    }
  }

  @Test
  void live_whileNothingOfItHappens_showsThatItLivesAndMovesTheLastId() throws Exception {
    try (var api = api()) {
      happen(api, 3);

      try (var stream = open(api, live(api, "/v1/events?campaign=none").build())) {
        var heartbeat = line(stream, "id: at-3");
        assertThat(heartbeat).isEqualTo(":");
        happen(api, 4);
        assertThat(line(stream, "id: at-7")).isEqualTo(":");
      }
    }
  }

  /** Reads up to that line; the one before it. */
  private static String line(BufferedReader from, String wanted) throws IOException {
    var before = "";
    for (var line = from.readLine(); line != null; line = from.readLine()) {
      if (line.equals(wanted)) {
        return before;
      }
      before = line;
    }
    throw new AssertionError("the stream has ended");
  }

  @Test
  void live_withLimit_endsThere() throws Exception {
    try (var api = api()) {
      happen(api, 8);

      var body = api.send(live(api, "/v1/events?limit=7").build()).body();

      assertThat(body.lines().filter(l -> l.startsWith("data: "))).hasSize(7);
    }
  }

  @Test
  void live_onShutdown_endsInOrder() throws Exception {
    try (var api = api()) {
      happen(api, 1);
      var stream = open(api, live(api, "/v1/events").build());
      assertThat(ids(stream, 1)).containsExactly("at-1");

      var ended = api.server.terminate(Duration.ofSeconds(20)).toCompletableFuture();

      assertThat(stream.lines().filter(l -> l.startsWith("data: "))).isEmpty();
      assertThat(ended).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  @Test
  void streams_moreThanTheBound_areRefusedAndCounted() throws Exception {
    try (var api = api()) {
      happen(api, 1);
      var open = new java.util.ArrayList<BufferedReader>();
      for (var i = 0; i < SMALL.streams(); i++) {
        open.add(open(api, live(api, "/v1/events").build()));
        ids(open.getLast(), 1);
      }

      var refused = api.get("/v1/events");

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("retry-after")).isPresent();
      assertThat(api.server.eventCounters().value(EventCounter.REFUSED)).isEqualTo(1);
      assertThat(api.server.eventCounters().open()).isEqualTo(3);
      for (var stream : open) {
        stream.close();
      }
      awaitClosed(api);
      assertThat(api.get("/v1/events").statusCode()).isEqualTo(200);
      assertThat(api.server.eventCounters().value(EventCounter.TOLD)).isEqualTo(4);
    }
  }

  /**
   * That nobody takes a stream any more is noticed a little later, at the next heartbeat at most.
   */
  private static void awaitClosed(ApiFixture api) {
    ApiFixture.awaitUntil(() -> api.server.eventCounters().open() == 0);
  }

  /** Each has its place before its answer begins: none that begins breaks off for want of one. */
  @Test
  void streams_manyAtOnce_areServedWholeOrRefused() throws Exception {
    try (var api = api()) {
      happen(api, 40);
      var hold = new CompletableFuture<Void>();
      api.engine.events.before = () -> hold;

      var answers =
          IntStream.range(0, 12)
              .mapToObj(
                  i ->
                      api.client.sendAsync(
                          api.request("/v1/events").build(), HttpResponse.BodyHandlers.ofString()))
              .toList();
      ApiFixture.awaitUntil(
          () -> api.server.eventCounters().value(EventCounter.REFUSED) == 12 - SMALL.streams());
      hold.complete(null);

      var whole = 0;
      for (var answer : answers) {
        var response = answer.get(30, TimeUnit.SECONDS);
        if (response.statusCode() == 200) {
          whole++;
          assertThat(response.body().lines()).hasSize(41);
        } else {
          assertThat(response.statusCode()).isEqualTo(429);
        }
      }
      assertThat(whole).isEqualTo(SMALL.streams());
      awaitClosed(api);
    }
  }

  /** The bytes of its answer are never asked for. */
  @Test
  void stream_ofAConnectionThatWentBeforeItsAnswer_keepsNoPlace() throws Exception {
    try (var api = api()) {
      happen(api, 1);
      var hold = new CompletableFuture<Void>();
      api.engine.events.before = () -> hold;
      try (var line = new RawLine(api.server.port())) {
        line.send(
            "GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer wp_one\r\n"
                + "Accept: text/event-stream\r\n\r\n");
        ApiFixture.awaitUntil(() -> api.server.eventCounters().open() == 1);
        line.reset();
      }
      ApiFixture.awaitUntil(() -> api.counters.open() == 0);

      hold.complete(null);

      awaitClosed(api);
      assertThat(api.server.eventCounters().value(EventCounter.OPENED)).isEqualTo(1);
    }
  }

  @Test
  void stream_thatIsNone_keepsNoPlace() {
    try (var api = api()) {
      for (var i = 0; i < 2 * SMALL.streams(); i++) {
        assertThat(api.get("/v1/events?after=x").statusCode()).isEqualTo(422);
      }

      assertThat(api.server.eventCounters().open()).isZero();
      assertThat(api.server.eventCounters().value(EventCounter.OPENED)).isZero();
    }
  }

  @Test
  void head_keepsNoPlace() throws Exception {
    try (var api = api()) {
      happen(api, 1);
      for (var i = 0; i < 2 * SMALL.streams(); i++) {
        var head =
            live(api, "/v1/events").method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
        assertThat(api.send(head).statusCode()).isEqualTo(200);
        awaitClosed(api);
      }
    }
  }

  /** A reader that takes nothing: what is read for it ends with the buffers of its connection. */
  @Test
  void lines_toASlowReader_areReadNoFurtherThanItTakes() throws Exception {
    var pages = 12_000;
    try (var api = api()) {
      happen(api, pages * SMALL.atOnce());
      var socket = new Socket();
      try (socket) {
        socket.setReceiveBufferSize(64 << 10);
        socket.connect(new java.net.InetSocketAddress("127.0.0.1", api.server.port()));
        socket
            .getOutputStream()
            .write(
                ("GET /v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                        + "Authorization: Bearer wp_one\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        var bytes = socket.getInputStream();
        var all = (long) pages * SMALL.atOnce() * EVENT_BYTES_LEAST;
        for (var taken = 0L; taken < all / 4; ) {
          taken += bytes.readNBytes(1 << 16).length;
          var read = (long) api.engine.events.reads.get() * SMALL.atOnce() * EVENT_BYTES_LEAST;
          assertThat(read).isLessThan(taken + all / 2);
        }
      }
    }
  }

  @Test
  void settings_shipped_areTheseDefaults() {
    assertThat(EventSettings.from(ConfigFactory.load().getConfig("waypost.events")))
        .isEqualTo(EventSettings.DEFAULT);
  }

  @Test
  void settings_outOfRange_areRefusedByName() {
    var second = Duration.ofSeconds(1);

    assertThatThrownBy(() -> new EventSettings(0, 1, second, second))
        .hasMessageContaining("streams");
    assertThatThrownBy(() -> new EventSettings(1, 0, second, second))
        .hasMessageContaining("at-once");
    assertThatThrownBy(() -> new EventSettings(1, 1, Duration.ofMinutes(2), second))
        .hasMessageContaining("heartbeat");
    assertThatThrownBy(() -> new EventSettings(1, 1, second, Duration.ZERO))
        .hasMessageContaining("gather");
    assertThatThrownBy(() -> EventSettings.from(ConfigFactory.parseString("steams = 1")))
        .hasMessageContaining("steams");
  }
}
