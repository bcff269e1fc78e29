package dev.waypost.http.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitSigns;
import dev.waypost.engine.link.Link;
import dev.waypost.engine.link.LinkTable;
import dev.waypost.engine.link.LinkTables;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.TokenKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tracking port over real sockets, row by row of the public contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TrackServerTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123Z");
  private static final RecipientKey ANN = new RecipientKey(0x1122334455667788L, (short) 17);
  private static final TokenKeys KEYS = TokenKeys.random(new Random(7));
  private static final String AGENT = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";
  private static final TrackSettings SETTINGS =
      new TrackSettings(
          Duration.ofMillis(50),
          Duration.ofMillis(50),
          Duration.ofSeconds(60),
          8192,
          Duration.ofMillis(200),
          1000,
          100,
          Duration.ofSeconds(30),
          2,
          20);

  private static final LinkTableId OPEN_ENDED = new LinkTableId(1);
  private static final LinkTableId EXPIRED = new LinkTableId(2);
  private static final LinkTableId EXPIRED_WITH_FALLBACK = new LinkTableId(3);
  private static final LinkTableId ABSENT = new LinkTableId(4);
  private static final LinkTableId UNREACHABLE = new LinkTableId(5);
  private static final LinkTableId SLOW = new LinkTableId(6);

  private final Map<LinkTableId, LinkTable> tables = new ConcurrentHashMap<>();
  private final AtomicInteger redirectsTimed = new AtomicInteger();
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final RecordingLog log = new RecordingLog();
  private final TrackCounters counters = new TrackCounters();
  private Map<TrackCounter, Long> before = Map.of();
  private TrackServer server;

  @BeforeAll
  void start() throws Exception {
    addTable(OPEN_ENDED, Optional.empty(), Optional.empty());
    addTable(EXPIRED, Optional.of(NOON), Optional.empty());
    addTable(
        EXPIRED_WITH_FALLBACK, Optional.of(NOON), Optional.of(URI.create("https://acme.example/")));
    server =
        TrackServer.start("127.0.0.1", 0, SETTINGS, tracking())
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    assertThat(log.hits()).as("the warm-up is not recorded").isEmpty();
    assertThat(counters.snapshot().values()).as("nor counted").containsOnly(0L);
  }

  @AfterAll
  void stop() throws Exception {
    client.close();
    server.stop(Duration.ofMillis(10)).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @BeforeEach
  void reset() {
    log.reset();
    redirectsTimed.set(0);
    before = counters.snapshot();
  }

  private Tracking tracking() {
    LinkTables find =
        id -> {
          if (id.equals(UNREACHABLE)) {
            return CompletableFuture.failedFuture(new IOException("feed down"));
          }
          return id.equals(SLOW)
              ? new CompletableFuture<>()
              : CompletableFuture.completedFuture(Optional.ofNullable(tables.get(id)));
        };
    var ports =
        new TrackPorts(
            KEYS, find, log, () -> NOON, () -> 0, nanos -> redirectsTimed.incrementAndGet());
    return new Tracking(
        ports,
        SETTINGS,
        TrustedProxies.parse(List.of("127.0.0.0/8")),
        URI.create("https://track.example/t"),
        counters);
  }

  private void addTable(LinkTableId id, Optional<Instant> expireAt, Optional<URI> fallback) {
    var links =
        List.of(
            new Link(0, "https://acme.example/a?x=1&y=2", Link.Part.HTML, Optional.empty()),
            new Link(1, "https://acme.example/{{city}}?n={{n}}", Link.Part.HTML, Optional.empty()),
            new Link(2, "https://acme.example/Pécs", Link.Part.TEXT, Optional.empty()));
    var campaign = new CampaignId(SenderId.DEFAULT, "spring");
    tables.put(id, new LinkTable(id, campaign, links, expireAt, fallback));
  }

  // GET and HEAD /c/{token}

  @Test
  void click_genuine_redirectsAndNothingElse() throws Exception {
    var answer = get("/c/" + click(0));

    assertRedirect(answer, "https://acme.example/a?x=1&y=2");
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().map().keySet())
        .containsExactlyInAnyOrder(
            "location",
            "cache-control",
            "referrer-policy",
            "request-id",
            "x-robots-tag",
            "date",
            "content-length");
    assertThat(counted(TrackCounter.ANSWERED)).isEqualTo(1);
    assertThat(redirectsTimed).hasValue(1);
  }

  @Test
  void click_genuine_isLoggedWithWhatItGaveAway() throws Exception {
    get("/c/" + click(0), "X-Forwarded-For", "10.1.1.1, 192.0.2.77");

    var token = token(Token.Kind.CLICK, Token.Stage.REAL, OPEN_ENDED, 0);
    assertThat(log.hits())
        .containsExactly(
            new Hit(
                NOON,
                token,
                Set.of(Hit.Sign.BROWSER),
                HitSigns.agent(Optional.of(AGENT)),
                0xc00002));
  }

  @Test
  void click_logNotYetDurable_isNotAnswered() throws Exception {
    log.durable = new CompletableFuture<>();

    var answer = client.sendAsync(request("/c/" + click(0)).build(), ofString());
    while (log.hits().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(answer).isNotDone();
    log.durable.complete(null);

    assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(302);
  }

  @Test
  void click_logFailing_redirectsAllTheSame() throws Exception {
    log.failing();

    assertRedirect(get("/c/" + click(0)), "https://acme.example/a?x=1&y=2");
    assertThat(log.hits()).isEmpty();
    assertThat(counted(TrackCounter.ANSWERED)).isEqualTo(1);
  }

  @Test
  void click_withQuery_ignoresIt() throws Exception {
    assertRedirect(
        get("/c/" + click(0) + "?utm_source=x&fbclid=%20"), "https://acme.example/a?x=1&y=2");
  }

  @Test
  void click_withBasePath_isTheSame() throws Exception {
    assertRedirect(get("/t/c/" + click(0)), "https://acme.example/a?x=1&y=2");
  }

  @Test
  void click_withValues_mergesThem() throws Exception {
    var text = click(1);

    var answer = get("/c/" + text + "/" + KEYS.seal(text, List.of("Pécs/x", "a&b")));

    assertRedirect(answer, "https://acme.example/P%C3%A9cs%2Fx?n=a%26b");
  }

  @Test
  void click_longestValues_fitTheRequestLine() throws Exception {
    var text = click(1);

    var answer = get("/c/" + text + "/" + KEYS.seal(text, List.of("a".repeat(1900), "b")));

    assertThat(answer.statusCode()).isEqualTo(302);
  }

  @Test
  void click_destinationBeyondAscii_isEncodedInLocation() throws Exception {
    assertRedirect(get("/c/" + click(2)), "https://acme.example/P%C3%A9cs");
  }

  @Test
  void click_valuesOfAnotherTokenMissingOrNeedless_isNotFound() throws Exception {
    var text = click(1);
    var foreign = KEYS.seal(click(0), List.of("Pécs", "1"));

    assertNotFound(get("/c/" + text + "/" + foreign));
    assertNotFound(get("/c/" + text));
    assertNotFound(get("/c/" + text + "/"));
    assertNotFound(get("/c/" + click(0) + "/" + KEYS.seal(click(0), List.of("Pécs"))));
    assertThat(log.hits()).isEmpty();
  }

  @Test
  void click_head_redirectsAndIsRecordedAsHead() throws Exception {
    var answer =
        send(request("/c/" + click(0)).method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertRedirect(answer, "https://acme.example/a?x=1&y=2");
    assertThat(log.hits())
        .singleElement()
        .extracting(Hit::signs)
        .isEqualTo(Set.of(Hit.Sign.HEAD, Hit.Sign.BROWSER));
  }

  @Test
  void click_prefetch_reachesTheLogAsSuch() throws Exception {
    get("/c/" + click(0), "Sec-Purpose", "prefetch;prerender");

    assertThat(log.hits())
        .singleElement()
        .extracting(Hit::signs)
        .isEqualTo(Set.of(Hit.Sign.PREFETCH, Hit.Sign.BROWSER));
  }

  @Test
  void click_expired_isGoneAndRecorded() throws Exception {
    var answer = get("/c/" + text(Token.Kind.CLICK, EXPIRED));

    assertPage(answer, 410, "This link has expired");
    assertThat(log.hits()).hasSize(1);
  }

  @Test
  void click_expiredWithFallback_leadsThere() throws Exception {
    assertRedirect(
        get("/c/" + text(Token.Kind.CLICK, EXPIRED_WITH_FALLBACK)), "https://acme.example/");
    assertThat(log.hits()).hasSize(1);
  }

  @Test
  void click_linkOutsideItsTable_isNotFound() throws Exception {
    assertNotFound(get("/c/" + click(3)));
    assertThat(log.hits()).isEmpty();
    assertThat(counted(TrackCounter.BAD_LINKS)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void click_tableNotToBeHad_is503AndRecorded(long table) throws Exception {
    assertThat(List.of(ABSENT, UNREACHABLE, SLOW)).contains(new LinkTableId(table));

    var answer = get("/c/" + text(Token.Kind.CLICK, new LinkTableId(table)));

    assertPage(answer, 503, "This link cannot be opened right now");
    assertThat(answer.headers().firstValue("Retry-After")).contains("60");
    assertThat(log.hits()).hasSize(1);
    assertThat(counted(TrackCounter.NO_TABLE)).isEqualTo(1);
  }

  @Test
  void click_testMail_redirectsAndIsRecordedAsATest() throws Exception {
    var text = KEYS.mint(token(Token.Kind.CLICK, Token.Stage.TEST, OPEN_ENDED, 0));

    assertRedirect(get("/c/" + text), "https://acme.example/a?x=1&y=2");
    assertThat(log.hits()).extracting(hit -> hit.token().stage()).containsExactly(Token.Stage.TEST);
    assertThat(counted(TrackCounter.ANSWERED)).isEqualTo(1);
    assertThat(counted(TrackCounter.TEST_HITS)).isEqualTo(1);
  }

  // Tokens that are none

  @Test
  void token_changedInAnyWay_isNotFoundAndNotLogged() throws Exception {
    var good = click(0);
    for (var bad : changed(good)) {
      assertNotFound(get("/c/" + bad));
      assertNotFound(get("/u/" + bad));
      assertNotFound(post("/u/" + bad, "List-Unsubscribe=One-Click"));
    }
    assertThat(log.hits()).isEmpty();
    assertThat(counted(TrackCounter.ANSWERED)).isZero();
    assertThat(counted(TrackCounter.BAD_TOKENS)).isEqualTo(3L * changed(good).size());
  }

  @Test
  void token_ofAnotherKind_isNotFoundAndNotLogged() throws Exception {
    var click = click(0);
    var open = text(Token.Kind.OPEN, OPEN_ENDED);
    var unsubscribe = text(Token.Kind.UNSUBSCRIBE, OPEN_ENDED);

    assertNotFound(get("/c/" + open));
    assertNotFound(get("/c/" + unsubscribe));
    assertNotFound(post("/u/" + click, ""));
    assertNotFound(get("/u/" + open));
    assertThat(get("/o/" + click + ".gif").statusCode()).isEqualTo(200);
    assertThat(log.hits()).isEmpty();
  }

  // GET /o/{token}.gif

  @Test
  void open_genuine_isThePixelAndRecorded() throws Exception {
    var answer =
        client.send(
            request("/o/" + text(Token.Kind.OPEN, OPEN_ENDED) + ".gif").build(),
            HttpResponse.BodyHandlers.ofByteArray());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("image/gif");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(new String(answer.body(), 0, 6, StandardCharsets.US_ASCII)).isEqualTo("GIF89a");
    var image = javax.imageio.ImageIO.read(new java.io.ByteArrayInputStream(answer.body()));
    assertThat(image.getWidth() * image.getHeight()).isEqualTo(1);
    assertThat(image.getRGB(0, 0) >>> 24).as("opacity").isZero();
    assertThat(log.hits()).singleElement().matches(h -> h.token().kind() == Token.Kind.OPEN);
  }

  @Test
  void open_badToken_isThePixelAndNotRecorded() throws Exception {
    for (var bad : changed(text(Token.Kind.OPEN, OPEN_ENDED))) {
      assertThat(get("/o/" + bad + ".gif").headers().firstValue("Content-Type"))
          .contains("image/gif");
    }
    assertThat(get("/o/.gif").statusCode()).isEqualTo(200);
    assertThat(log.hits()).isEmpty();
  }

  @Test
  void open_head_isRecordedAsHead() throws Exception {
    var answer =
        send(
            request("/o/" + text(Token.Kind.OPEN, OPEN_ENDED) + ".gif")
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(log.hits())
        .singleElement()
        .extracting(Hit::signs)
        .isEqualTo(Set.of(Hit.Sign.HEAD, Hit.Sign.BROWSER));
  }

  // GET and POST /u/{token}

  @Test
  void unsubscribe_get_asksAndChangesNothing() throws Exception {
    var answer = get("/u/" + text(Token.Kind.UNSUBSCRIBE, ABSENT));

    assertPage(answer, 200, "<form method=\"post\">");
    send(
        request("/u/" + text(Token.Kind.UNSUBSCRIBE, ABSENT))
            .method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(log.hits()).isEmpty();
    assertThat(log.shippedFirst()).isEmpty();
  }

  @Test
  void unsubscribe_oneClick_bindsAndSaysSo() throws Exception {
    var answer = post("/u/" + text(Token.Kind.UNSUBSCRIBE, EXPIRED), "List-Unsubscribe=One-Click");

    assertPage(answer, 200, "You are unsubscribed");
    assertThat(log.hits()).singleElement().matches(h -> h.signs().contains(Hit.Sign.ONE_CLICK));
    assertThat(log.shippedFirst()).hasSize(1);
    assertThat(counted(TrackCounter.ANSWERED)).isEqualTo(1);
  }

  @Test
  void unsubscribe_multipartOneClick_isOneClick() throws Exception {
    var body =
        """
        --x\r
        Content-Disposition: form-data; name="List-Unsubscribe"\r
        \r
        One-Click\r
        --x--\r
        """;

    post("/u/" + text(Token.Kind.UNSUBSCRIBE, OPEN_ENDED), body);

    assertThat(log.hits()).singleElement().matches(h -> h.signs().contains(Hit.Sign.ONE_CLICK));
  }

  @Test
  void unsubscribe_pageForm_isNotOneClick() throws Exception {
    post("/u/" + text(Token.Kind.UNSUBSCRIBE, OPEN_ENDED), "from=page");

    assertThat(log.hits()).singleElement().matches(h -> !h.signs().contains(Hit.Sign.ONE_CLICK));
  }

  @Test
  void unsubscribe_again_isAnsweredTheSame() throws Exception {
    var path = "/u/" + text(Token.Kind.UNSUBSCRIBE, OPEN_ENDED);

    assertPage(post(path, ""), 200, "You are unsubscribed");
    assertPage(post(path, ""), 200, "You are unsubscribed");
  }

  @Test
  void unsubscribe_engineSilent_isRecordedAndSaysThatItWill() throws Exception {
    log.shipping = new CompletableFuture<>();

    var answer = post("/u/" + text(Token.Kind.UNSUBSCRIBE, OPEN_ENDED), "");

    assertPage(answer, 200, "as soon as possible");
    assertThat(log.hits()).hasSize(1);
    assertThat(counted(TrackCounter.UNSUBSCRIBES_DEFERRED)).isEqualTo(1);
  }

  @Test
  void unsubscribe_logFailing_isNotCalledDone() throws Exception {
    log.failing();

    var answer = post("/u/" + text(Token.Kind.UNSUBSCRIBE, OPEN_ENDED), "");

    assertPage(answer, 503, "You are not unsubscribed yet");
    assertThat(counted(TrackCounter.UNSUBSCRIBES_FAILED)).isEqualTo(1);
  }

  @Test
  void unsubscribe_testMail_saysDoneAndIsRecordedAsATest() throws Exception {
    var text = KEYS.mint(token(Token.Kind.UNSUBSCRIBE, Token.Stage.TEST, OPEN_ENDED, 0));

    assertPage(post("/u/" + text, ""), 200, "nobody was unsubscribed");
    assertThat(log.hits()).extracting(hit -> hit.token().stage()).containsExactly(Token.Stage.TEST);
  }

  @Test
  void unsubscribe_bodyTooLong_is413AndNotRecorded() throws Exception {
    var path = "/u/" + text(Token.Kind.UNSUBSCRIBE, OPEN_ENDED);

    assertThat(post(path, "x".repeat(8193)).statusCode()).isEqualTo(413);
    assertThat(
            raw(
                "POST "
                    + path
                    + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2328\r\n"
                    + "x".repeat(9000)
                    + "\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 413");
    assertThat(log.hits()).isEmpty();
  }

  @Test
  void unsubscribe_bodyThatNeverComes_is408() throws Exception {
    var path = "/u/" + text(Token.Kind.UNSUBSCRIBE, OPEN_ENDED);

    assertThat(raw("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"))
        .startsWith("HTTP/1.1 408");
    assertThat(log.hits()).isEmpty();
  }

  // All others

  @Test
  void method_notOfThatPath_is405WithThoseThatAre() throws Exception {
    for (var method : List.of("PUT", "DELETE", "OPTIONS", "PATCH")) {
      assertNotAllowed(method, "/c/" + click(0), "GET, HEAD");
      assertNotAllowed(method, "/o/x.gif", "GET, HEAD");
      assertNotAllowed(method, "/u/x", "GET, HEAD, POST");
    }
    assertNotAllowed("POST", "/c/" + click(0), "GET, HEAD");
    assertNotAllowed("POST", "/o/x.gif", "GET, HEAD");
    assertThat(log.hits()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/c", "/o/x", "/u", "/favicon.ico", "/c/%2e%2e/x", "/v1/x", "//"})
  void path_unknown_isNotFound(String path) throws Exception {
    assertPage(get(path), 404, "This link does not work");
  }

  @Test
  void page_hungarianReader_isInHungarian() throws Exception {
    var answer = get("/u/" + text(Token.Kind.UNSUBSCRIBE, OPEN_ENDED), "Accept-Language", "hu-HU");

    assertPage(answer, 200, "Leiratkozom");
    assertThat(answer.headers().firstValue("Content-Language")).contains("hu");
  }

  @Test
  void page_any_repeatsNothingOfTheRequest() throws Exception {
    var answer = get("/c/sentinel1?q=sentinel2", "User-Agent", "sentinel3");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body() + answer.headers().map()).doesNotContain("sentinel");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sentinel<>", "sentinel%zz", "sentinel\u0000x"})
  void request_malformed_isRefusedWithoutAnEcho(String path) throws Exception {
    assertThat(raw("GET /c/" + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 40")
        .doesNotContain("sentinel");
  }

  @Test
  void connection_keptAlive_servesRequestAfterRequest() throws Exception {
    var one = "GET /c/" + click(0) + " HTTP/1.1\r\nHost: x\r\n";

    var answers = raw(one + "\r\n" + one + "Connection: close\r\n\r\n");

    assertThat(answers.split("HTTP/1.1 302 Found", -1)).hasSize(3);
    assertThat(answers).doesNotContainIgnoringCase("server:");
    assertThat(log.hits()).hasSize(2);
    assertThat(log.hits().getFirst().signs())
        .isEqualTo(
            Set.of(
                Hit.Sign.NO_AGENT,
                Hit.Sign.NO_LANGUAGE,
                Hit.Sign.NO_HTML,
                Hit.Sign.NO_FETCH_METADATA));
  }

  private static Token token(Token.Kind kind, Token.Stage stage, LinkTableId table, int link) {
    return new Token(kind, stage, table, link, ANN, 42);
  }

  private static String text(Token.Kind kind, LinkTableId table) {
    return KEYS.mint(token(kind, Token.Stage.REAL, table, 0));
  }

  private static String click(int link) {
    return KEYS.mint(token(Token.Kind.CLICK, Token.Stage.REAL, OPEN_ENDED, link));
  }

  /** Cut, lengthened, one bit off at several places, of other keys, spelled in another way. */
  private static List<String> changed(String good) {
    var bad = new ArrayList<String>();
    bad.add(good.substring(0, 42));
    bad.add(good + "A");
    bad.add("A".repeat(43));
    for (var at : new int[] {0, 1, 6, 12, 20, 29, 35, 41}) {
      bad.add(good.substring(0, at) + (char) other(good.charAt(at)) + good.substring(at + 1));
    }
    bad.add(good.substring(0, 42) + (char) (good.charAt(42) + 1));
    bad.add("%" + Integer.toHexString(good.charAt(0)) + "x" + good.substring(1));
    return bad;
  }

  private static int other(char c) {
    return c == 'b' ? 'c' : 'b';
  }

  private long counted(TrackCounter counter) {
    return counters.value(counter) - before.getOrDefault(counter, 0L);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.address().getPort() + path))
        .header("User-Agent", AGENT)
        .header("Accept", "text/html,*/*;q=0.8")
        .header("Sec-Fetch-Mode", "navigate")
        .header("Accept-Language", "en");
  }

  private HttpResponse<String> get(String path, String... header) throws Exception {
    var request = request(path);
    if (header.length == 2) {
      request.setHeader(header[0], header[1]);
    }
    return send(request);
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.timeout(Duration.ofSeconds(30)).build(), ofString());
  }

  private static HttpResponse.BodyHandler<String> ofString() {
    return HttpResponse.BodyHandlers.ofString();
  }

  /** What comes back for these bytes until the server closes. */
  private String raw(String bytes) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private void assertNotAllowed(String method, String path, String allowed) throws Exception {
    var answer = send(request(path).method(method, HttpRequest.BodyPublishers.noBody()));

    assertThat(answer.statusCode()).as("%s %s", method, path).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains(allowed);
  }

  private static void assertRedirect(HttpResponse<String> answer, String location) {
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).contains(location);
    assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
    assertThat(answer.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
    assertThat(answer.headers().allValues("X-Robots-Tag")).containsExactly("noindex");
  }

  private static void assertNotFound(HttpResponse<String> answer) {
    assertPage(answer, 404, "This link does not work");
  }

  private static void assertPage(HttpResponse<String> answer, int status, String text) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(text);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=UTF-8");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("X-Robots-Tag")).contains("noindex");
    assertThat(answer.headers().firstValue("Location")).isEmpty();
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; style-src 'sha256-")
        .contains("form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'");
  }
}
