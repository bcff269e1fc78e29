package dev.waypost.http.track;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.Link;
import dev.waypost.engine.link.LinkTable;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.TokenKeys;
import dev.waypost.http.page.Language;
import dev.waypost.http.page.Notice;
import dev.waypost.http.page.Notices;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Requests of any bytes to the tracking port; CONTRIBUTING says how to run this for long. */
class TrackingFuzzTest {
  private static final TokenKeys KEYS = TokenKeys.random(new Random(7));
  private static final LinkTableId TABLE = new LinkTableId(1);
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

  /** Where the links of the table may lead. */
  private static final Pattern DESTINATION =
      Pattern.compile("https://acme\\.example/(?:a\\?x=1|[!#-;=?-~]*)");

  private static final Set<byte[]> PAGES = pages();

  private final RecordingLog log = new RecordingLog();

  private static Set<byte[]> pages() {
    var notices = Notices.load();
    return Set.copyOf(
        Arrays.stream(Notice.values())
            .flatMap(
                notice ->
                    Stream.of(Language.values()).map(language -> notices.html(notice, language)))
            .toList());
  }

  private Tracking tracking(HitLog log) {
    var table =
        new LinkTable(
            TABLE,
            new CampaignId(SenderId.DEFAULT, "spring"),
            List.of(
                new Link(0, "https://acme.example/a?x=1", Link.Part.HTML, Optional.empty()),
                new Link(1, "https://acme.example/{{c}}?n={{n}}", Link.Part.HTML, Optional.empty()),
                new Link(2, "{{url}}", Link.Part.HTML, Optional.empty())),
            Optional.empty(),
            Optional.empty());
    return new Tracking(
        new TrackPorts(
            KEYS,
            id ->
                CompletableFuture.completedFuture(
                    Optional.of(table).filter(t -> t.id().equals(id))),
            log,
            () -> Instant.parse("2026-11-23T12:00:00Z"),
            () -> 0,
            nanos -> {}),
        SETTINGS,
        TrustedProxies.parse(List.of("127.0.0.0/8")),
        URI.create("https://track.example/t"),
        new TrackCounters());
  }

  /** The lines are path, method, Accept-Language, X-Forwarded-For, User-Agent and body. */
  @FuzzTest
  void request_ofAnyBytes_getsAPageOfOursOrADestinationOfItsTable(byte[] bytes) throws Exception {
    var lines = new String(bytes, StandardCharsets.UTF_8).split("\n", 6);
    var all = Arrays.copyOf(lines, 6);
    var said = Arrays.stream(all).map(line -> line == null ? "" : line).toList();
    log.reset();
    var request = request(path(said.get(0)), said);

    var answer = tracking(log).answer(request).toCompletableFuture().join();

    assertThat(answer.status()).isIn(200, 302, 404, 405, 503);
    assertThat(answer.headers())
        .allSatisfy(
            header -> {
              assertThat(header.name()).matches("[A-Za-z-]+");
              assertThat(header.value()).matches("[ -~]+");
            })
        .extracting(TrackAnswer.Header::name)
        .contains("Cache-Control", "Referrer-Policy");
    answer.headers().stream()
        .filter(header -> header.name().equals("Location"))
        .forEach(header -> assertThat(header.value()).matches(DESTINATION));
    answer
        .contentType()
        .filter(type -> type.startsWith("text/html"))
        .ifPresent(type -> assertThat(PAGES).anyMatch(page -> Arrays.equals(page, answer.body())));
    assertThat(log.hits()).hasSizeLessThanOrEqualTo(1);
    for (var hop : said.get(3).split(",")) {
      assertThat(AskedNames.all()).doesNotContain(hop.strip());
    }
  }

  private static TrackRequest request(String path, List<String> said) throws Exception {
    var headers =
        Map.of(
            "accept-language", said.get(2),
            "x-forwarded-for", said.get(3),
            "user-agent", said.get(4),
            "accept", said.get(4),
            "sec-purpose", said.get(4));
    return new TrackRequest(
        said.get(1).isEmpty() ? "GET" : said.get(1),
        path,
        name -> Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT))),
        Optional.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1})),
        said.get(5));
  }

  /** With a genuine token where the text says {@code CLICK0}, {@code OPEN}, {@code UNSUB}, ... */
  private static String path(String text) {
    return text.replace("CLICK0", token(Token.Kind.CLICK, 0))
        .replace("CLICK1", token(Token.Kind.CLICK, 1))
        .replace("CLICK9", token(Token.Kind.CLICK, 9))
        .replace("VALUES", KEYS.seal(token(Token.Kind.CLICK, 1), List.of("P\u00e9cs", "a&b/..")))
        .replace("OPEN", token(Token.Kind.OPEN, 0))
        .replace("UNSUB", token(Token.Kind.UNSUBSCRIBE, 0));
  }

  private static String token(Token.Kind kind, int link) {
    return KEYS.mint(
        new Token(kind, Token.Stage.REAL, TABLE, link, new RecipientKey(1, (short) 2), 3));
  }
}
