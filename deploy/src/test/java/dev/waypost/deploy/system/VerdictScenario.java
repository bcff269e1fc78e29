package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import dev.waypost.deploy.system.SmtpSink.Deed;
import dev.waypost.deploy.system.SmtpSink.Script;
import dev.waypost.deploy.system.SmtpSink.Stage;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gateways look into mails, then people read them; behind a proxy that names its visitors. */
final class VerdictScenario {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String GATEWAY = "20.69.8.1";
  private static final String HOME = "203.0.113.7";
  private static final String HTML =
      """
      <a href="https://acme.example/0">0</a> <a href="https://acme.example/1">1</a>
      <a href="https://acme.example/2">2</a> <a href="https://acme.example/3">3</a>
      """;

  @TempDir Path folder;
  private SmtpSink sink;
  private TestNode node;
  private Api api;

  @BeforeEach
  void start() {
    sink = SmtpSink.start();
    node =
        TestNode.start(
            folder.resolve("data"),
            Map.of("WAYPOST_SMTP", sink.url(), "WAYPOST_TRUSTED_PROXIES", "127.0.0.1"),
            "");
    api = node.api();
  }

  @AfterEach
  void end() {
    node.close();
    sink.close();
  }

  @Test
  void deliveredMail_burstOfAGatewayThenAPerson_areCountedApart() throws Exception {
    var ann = deliver();
    for (var link : Recipients.links(ann)) {
      follow(gateway(link).method("HEAD", BodyPublishers.noBody()));
    }
    for (var link : Recipients.links(ann)) {
      follow(gateway(link).GET());
    }
    Api.sendAnywhere(gateway(pixel(ann)).method("HEAD", BodyPublishers.noBody())).expect(200);
    var seen = awaitClicks(8);
    assertThat(clicks(seen)).containsExactly(0, 0, 8, 0);

    // Real time must pass: the node takes its clock from the machine, and a click within a second
    // of a burst on other links is the burst's.
    Thread.sleep(1_100);
    Api.sendAnywhere(
            from(HOME, pixel(ann))
                .header(
                    "User-Agent",
                    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com"
                        + " GoogleImageProxy)")
                .GET())
        .expect(200);
    follow(person(Recipients.links(ann).get(2)).header("Sec-GPC", "1").header("DNT", "1").GET());
    var read = awaitClicks(9);

    assertThat(clicks(read)).containsExactly(1, 0, 8, 1);
    var opens = read.at("engagement", "opens");
    assertThat(opens.at("human").asLong()).isEqualTo(1);
    assertThat(opens.at("machine").asLong()).isEqualTo(1);
    assertThat(opens.at("unique").asLong()).isEqualTo(1);
    assertThat(uniquesOfLinks()).containsExactly(0L, 0L, 1L, 0L);
    var hits = entries(ann(), "hit.clicked");
    assertThat(hits).hasSize(9).allSatisfy(h -> assertThat(h.at("rules").asLong()).isEqualTo(2));
    assertThat(hits.getLast().at("verdict").asText()).contains("human");
    assertThat(
            hits.subList(0, 8).stream().filter(h -> words(h, "reasons").contains("burstOverLinks")))
        .isNotEmpty();
    assertThat(words(entries(ann(), "hit.opened").getLast(), "reasons")).contains("imageProxy");
    Await.until(
        LIMIT,
        "metrics follow",
        () -> metric("human") == 2 && metric("unknown") == 0 && metric("machine") == 9);
    assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
  }

  @Test
  void clickBeforeTheServerTookTheMail_isReclassifiedOnceItDid() throws Exception {
    sink.script(
        Script.at(
            Stage.DOT, new Deed.After(Duration.ofSeconds(3), new Deed.Reply(250, "2.0.0 taken"))));
    prepare();
    api.launch("spring");
    Await.until(LIMIT, "the mail is there", () -> sink.mails().size() == 1);

    follow(gateway(Recipients.links(ann()).getFirst()).GET());
    assertThat(clicks(awaitClicks(1))).containsExactly(1, 0, 0, 1);
    api.awaitState("spring", "finished", LIMIT);

    var after =
        Await.value(
            LIMIT, "it looks different", () -> api.campaign("spring"), c -> machine(c) == 1);
    assertThat(clicks(after)).containsExactly(0, 0, 1, 0);
    assertThat(uniquesOfLinks()).containsExactly(0L, 0L, 0L, 0L);
    var change = entries(ann(), "hit.reclassified").getFirst();
    assertThat(change.at("from").asText()).contains("human");
    assertThat(change.at("verdict").asText()).contains("machine");
    assertThat(words(change, "reasons")).containsExactlyInAnyOrder("tooSoon", "bareRequest");
    assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
  }

  @Test
  void unsubscribe_ofASuspectedGateway_counts() throws Exception {
    var ann = deliver();
    for (var link : Recipients.links(ann)) {
      follow(gateway(link).GET());
    }

    Api.sendAnywhere(
            gateway(ann.at("unsubscribe").asText().orElseThrow())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("List-Unsubscribe=One-Click")))
        .expect(200);

    api.get("/v1/suppressions/p1@example.com").expect(200);
    assertThat(clicks(awaitClicks(4))).containsExactly(0, 0, 4, 0);
  }

  private void prepare() throws Exception {
    api.campaign("spring", HTML);
    api.rows("spring", Api.people(1, 1)).expect(202);
  }

  private Json deliver() throws Exception {
    prepare();
    api.launch("spring");
    api.awaitState("spring", "finished", LIMIT);
    return ann();
  }

  private Json ann() throws Exception {
    return Recipients.of(api, "spring", "c-1");
  }

  private static String pixel(Json person) {
    return person.at("pixel").asText().orElseThrow();
  }

  /** A browser's name and little else of it. */
  private static HttpRequest.Builder gateway(String url) {
    return from(GATEWAY, url)
        .header(
            "User-Agent",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                + " Chrome/120.0.0.0 Safari/537.36");
  }

  private static HttpRequest.Builder person(String url) {
    return from(HOME, url)
        .header(
            "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0")
        .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
        .header("Accept-Language", "hu,en;q=0.7");
  }

  private static HttpRequest.Builder from(String address, String url) {
    return HttpRequest.newBuilder(URI.create(url)).header("X-Forwarded-For", address);
  }

  private static void follow(HttpRequest.Builder request) throws Exception {
    Api.sendAnywhere(request).expect(302);
  }

  private Json awaitClicks(int wanted) throws Exception {
    return Await.value(
        LIMIT,
        wanted + " clicks counted",
        () -> api.campaign("spring"),
        c -> clicks(c).subList(0, 3).stream().mapToInt(Integer::intValue).sum() == wanted);
  }

  /** Human, unknown, machine, unique. */
  private static List<Integer> clicks(Json campaign) {
    var clicks = campaign.at("engagement", "clicks");
    var counts = new ArrayList<Integer>();
    for (var name : List.of("human", "unknown", "machine", "unique")) {
      counts.add((int) clicks.at(name).asLong());
    }
    return counts;
  }

  private static int machine(Json campaign) {
    return clicks(campaign).get(2);
  }

  private List<Long> uniquesOfLinks() throws Exception {
    return api.get("/v1/campaigns/spring/links").expect(200).json().at("links").asList().stream()
        .map(link -> link.at("clicks", "unique").asLong())
        .toList();
  }

  private static List<Json> entries(Json person, String type) {
    return person.at("timeline").asList().stream()
        .filter(entry -> entry.at("type").asText().filter(type::equals).isPresent())
        .map(entry -> entry.at("data"))
        .toList();
  }

  private static List<String> words(Json entry, String field) {
    return entry.at(field).asList().stream().map(word -> word.asText().orElse("")).toList();
  }

  private long metric(String verdict) throws Exception {
    var name = "waypost_hit_verdicts_total{verdict=\"" + verdict + "\"} ";
    var line =
        api.get("/metrics")
            .text()
            .lines()
            .filter(l -> l.startsWith(name))
            .findFirst()
            .orElseThrow();
    return (long) Double.parseDouble(line.substring(name.length()));
  }
}
