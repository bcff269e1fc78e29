package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.chromium.Chromium;
import dev.waypost.deploy.chromium.Look;
import dev.waypost.deploy.chromium.Tab;
import dev.waypost.deploy.mailbox.MailboxDoor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every page that people see, as a browser computes it. Screenshots go to target/pages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PagesInBrowserScenario {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Path PICTURES = Path.of("target", "pages");
  private static final List<Integer> WIDTHS = List.of(320, 1280);
  private static final int HEIGHT = 640;

  /** WCAG 2.2: contrast of text (1.4.3), size of what is pressed (2.5.5, the stricter). */
  private static final double CONTRAST_MIN = 4.5;

  private static final double TARGET_MIN = 44;

  private TestNode node;
  private ScriptedTracking scripted;
  private Chromium chromium;
  private Tab tab;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    var program = Chromium.installed();
    if (program.isEmpty()) {
      assertThat(System.getenv("CI"))
          .as("CI: no Chromium; .ci/packages installs it")
          .isNotEqualTo("true");
      System.err.println("NO CHROMIUM: the pages were not looked at. To install: .ci/packages");
      Assumptions.abort("no Chromium: the pages were not looked at; .ci/packages installs it");
    }
    chromium = Chromium.start(program.get(), folder.resolve("profile"));
    tab = chromium.tab();
    node = TestNode.start(folder.resolve("data"));
    scripted = ScriptedTracking.start(node, folder.resolve("data"));
    send("winter", "\"2020-01-01T00:00:00Z\"");
    send("spring", "null");
  }

  private void send(String campaign, String expireAt) throws Exception {
    var api = node.api();
    var links = "\"links\": {\"expireAt\": " + expireAt + "}, ";
    api.put(
            "/v1/campaigns/" + campaign,
            Api.broadcast(NastyMail.HTML, Map.of()).replaceFirst("\\{", "{" + links))
        .expect(201);
    api.rows(campaign, Api.people(1, 9)).expect(202);
    api.launch(campaign);
    api.awaitState(campaign, "finished", SOON);
  }

  @BeforeEach
  void look() {
    tab.toFront();
  }

  @AfterAll
  void end() throws Exception {
    for (var part : new AutoCloseable[] {chromium, scripted, node}) {
      if (part != null) {
        part.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "hu"})
  void notices_everywhere_areReadable(String language) throws Exception {
    tab.speak(language);

    for (var page :
        Map.of(
                "not-found", Browser.forged(link("spring", 1)),
                "gone", link("winter", 1),
                "unavailable", scripted.unknownTable(),
                "unsubscribe", unsubscribe("spring", 1))
            .entrySet()) {
      tab.open(page.getValue());

      assertThat(tab.requests()).containsExactly(page.getValue());
      assertNotice(page.getKey(), language);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "hu"})
  void answersToTheButton_everywhere_areReadable(String language) throws Exception {
    var person = language.equals("en") ? 2 : 3;
    tab.speak(language);

    for (var page :
        Map.of(
                "unsubscribed", unsubscribe("spring", person),
                "recorded", scripted.unsubscribeThatWaits(),
                "failed", scripted.unsubscribeThatFails(),
                "tested", scripted.unsubscribeOfATest())
            .entrySet()) {
      tab.open(page.getValue());
      tab.follow("button");

      assertThat(tab.requests()).containsExactly(page.getValue());
      assertNotice(page.getKey(), language);
    }
    suppressed(person);
  }

  @Test
  void unsubscribe_byKeyboard_showsTheFocusAndSuppresses() throws Exception {
    tab.speak("hu-HU,en;q=0.5");
    tab.prefer(Tab.Scheme.LIGHT);
    tab.open(unsubscribe("spring", 4));
    node.api().get("/v1/suppressions/p4@example.com").expect(404);

    tab.pressTab();
    assertThat(tab.look().focused()).isEqualTo("Leiratkozom");
    assertThat(tab.look().outline()).isGreaterThanOrEqualTo(2);
    tab.screenshot(PICTURES.resolve("unsubscribe-focused.png"));
    tab.pressEnter();

    assertThat(tab.look().headings()).containsExactly("Sikeresen leiratkozott");
    suppressed(4);
  }

  @Test
  void notices_readAloud_areAHeadingATextAndAButton() throws Exception {
    tab.speak("en");
    tab.open(unsubscribe("spring", 5));

    assertThat(tab.read())
        .containsExactly(
            "RootWebArea Unsubscribe",
            "main",
            "heading Unsubscribe",
            "paragraph",
            "form",
            "button Unsubscribe");
    tab.open(scripted.unknownTable());
    assertThat(tab.read())
        .containsExactly(
            "RootWebArea This link cannot be opened right now",
            "main",
            "heading This link cannot be opened right now",
            "paragraph",
            "link Try again");
  }

  @Test
  void notices_onPaper_areOneSheetOfBlackOnWhite() throws Exception {
    tab.speak("en");
    tab.open(unsubscribe("spring", 5));

    tab.paper();

    var look = tab.look();
    assertThat(look.inks()).allSatisfy(i -> assertThat(i.contrast()).as("%s", i).isGreaterThan(20));
    assertThat(look.buttons()).isEmpty();
    assertThat(tab.sheets()).isEqualTo(1);
    tab.screenshot(PICTURES.resolve("unsubscribe-paper.png"));
  }

  @Test
  void tryAgain_whenTheLinkIsToBeHad_leadsToItsDestination() throws Exception {
    tab.speak("en");
    tab.open(scripted.laterTable());
    assertThat(tab.look().headings()).containsExactly("This link cannot be opened right now");

    scripted.tableArrives();
    tab.follow("main > a");

    assertThat(tab.look().title()).isEqualTo("Elsewhere");
    assertThat(tab.requests()).contains("http://later.example/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "hu"})
  void mailbox_everyPage_isReadable(String language) {
    tab.speak(language);
    var mailbox = node.mailbox().page().toString();

    for (var page :
        Map.of(
                "mailbox", "",
                "mailbox-search", "?q=p1%40",
                "mailbox-nothing", "?q=nobody",
                "mailbox-gone", "mail/99999",
                "mail-text", "mail/" + mail() + "/text",
                "mail-source", "mail/" + mail() + "/source")
            .entrySet()) {
      tab.open(mailbox + page.getValue());

      assertThat(tab.requests()).containsExactly(mailbox + page.getValue());
      assertReadable(page.getKey(), language);
      assertNoComplaints();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "hu"})
  void mail_inItsFrame_runsNothingAndLoadsNothing(String language) throws Exception {
    tab.speak(language);
    var mail = node.mailbox().page() + "mail/" + mail();

    tab.open(mail);

    assertReadable("mail-html", language);
    assertThat(tab.requests()).containsExactly(mail, mail + "/html");
    assertThat(tab.frameHtml()).contains("An offer").doesNotContain("a script ran");
    assertThat(tab.look().title()).isEqualTo("Hello p1");
    assertThat(chromium.foreignHosts()).noneMatch(host -> host.endsWith("nasty.example"));
    assertThat(node.api().campaign("spring").at("engagement", "opens", "unique").asLong()).isZero();
  }

  @Test
  void mailsOfTheWorld_inTheirFrames_loadNothing() throws IOException {
    var corpus =
        Stream.iterate(Path.of("").toAbsolutePath(), at -> at != null, Path::getParent)
            .map(at -> at.resolve("shared/corpus/mails"))
            .filter(Files::isDirectory)
            .findFirst();
    if (corpus.isEmpty()) {
      assertThat(System.getenv("CI")).as("the corpus is missing").isNotEqualTo("true");
      Assumptions.abort("no shared/corpus/mails above this folder");
    }
    tab.resize(1280, 1600, 1);
    tab.prefer(Tab.Scheme.LIGHT);
    try (var files = Files.newDirectoryStream(corpus.get(), "*.html")) {
      for (var file : files) {
        var name = file.getFileName().toString();
        var number = MailboxDoor.put(node.mailbox(), name, Files.readString(file));
        var mail = node.mailbox().page() + "mail/" + number;

        tab.open(mail);

        assertThat(tab.requests()).as(name).containsExactly(mail, mail + "/html");
        assertThat(tab.look().headings()).containsExactly(name);
        tab.screenshot(PICTURES.resolve("corpus-" + name + ".png"));
      }
    }
  }

  @Test
  void mailbox_readAloud_hasItsLandmarksInOrder() {
    tab.speak("en");
    tab.open(node.mailbox().page() + "?q=p1%40");

    assertThat(tab.read())
        .startsWith(
            "RootWebArea Mailbox: search",
            "main",
            "heading Mailbox",
            "paragraph",
            "search",
            "LabelText",
            "searchbox Recipient or subject",
            "button Search",
            "list",
            "listitem",
            "link Hello p1",
            "time");

    tab.open(node.mailbox().page() + "mail/" + mail());
    assertThat(tab.read())
        .containsSubsequence(
            "banner",
            "navigation",
            "link All mails",
            "main",
            "heading Hello p1",
            "navigation Views",
            "link HTML",
            "link Text",
            "link Source",
            "link Download",
            "Iframe The mail");
  }

  @Test
  void linkInAMail_clicked_leadsToItsDestination() throws Exception {
    tab.speak("en");
    tab.resize(1280, 900, 1);
    var before = clicks();
    tab.open(node.mailbox().page() + "mail/" + mail());

    tab.clickInFrame("iframe", "a");

    Await.until(
        SOON,
        () -> "acme.example is asked for; asked: " + chromium.foreignHosts(),
        () -> chromium.foreignHosts().contains("acme.example"));
    Await.until(SOON, "the click is counted", () -> clicks() == before + 1);
    assertThat(tab.look().title()).as("the mail stays open").isEqualTo("Hello p1");
  }

  private void assertNotice(String name, String language) {
    var look = assertReadable(name, language);
    assertThat(look.headings()).containsExactly(look.title());
    assertThat(look.overflow()).isLessThanOrEqualTo(0);
    assertNoComplaints();
  }

  /** The browser reports every document that is not 2xx; it must have nothing else to say. */
  private void assertNoComplaints() {
    assertThat(tab.complaints())
        .allMatch(c -> c.startsWith("Failed to load resource: the server responded with a status"));
  }

  /** The page as it is open now, in all its appearances. */
  private Look assertReadable(String name, String language) {
    Optional<Look> last = Optional.empty();
    for (var width : WIDTHS) {
      for (var scheme : Tab.Scheme.values()) {
        tab.resize(width, HEIGHT, 1);
        tab.prefer(scheme);
        var look = tab.look();
        var appearance =
            "%s-%s-%s-%d".formatted(name, language, scheme, width).toLowerCase(Locale.ROOT);
        tab.screenshot(PICTURES.resolve(appearance + ".png"));
        assertLook(look, language, appearance);
        last = Optional.of(look);
      }
    }
    tab.resize(WIDTHS.getFirst(), HEIGHT, 1);
    tab.evaluate("document.documentElement.style.fontSize = '200%'");
    assertThat(tab.look().overflow()).as("%s at twice the size", name).isLessThanOrEqualTo(0);
    tab.evaluate("document.documentElement.style.fontSize = ''");
    return last.orElseThrow();
  }

  private static void assertLook(Look look, String language, String as) {
    assertThat(look.language()).as(as).isEqualTo(language);
    assertThat(look.title()).as(as).isNotBlank();
    assertThat(look.headings()).as(as).hasSize(1);
    assertThat(look.mains()).as(as).isEqualTo(1);
    assertThat(look.scripts()).as(as).isZero();
    assertThat(look.overflow()).as("%s: beyond the right edge", as).isLessThanOrEqualTo(0);
    assertThat(look.inks()).as(as).isNotEmpty();
    assertThat(look.inks())
        .as(as)
        .allSatisfy(i -> assertThat(i.contrast()).as("%s", i).isGreaterThan(CONTRAST_MIN));
    assertThat(look.faint()).as(as).isEmpty();
    assertThat(look.buttons())
        .as(as)
        .allSatisfy(
            b -> {
              assertThat(b.height()).as("%s", b).isGreaterThanOrEqualTo(TARGET_MIN);
              assertThat(b.width()).as("%s", b).isGreaterThanOrEqualTo(TARGET_MIN);
            });
  }

  private String link(String campaign, int person) throws Exception {
    var links = Recipients.of(node.api(), campaign, "c-" + person).at("links").asList();
    return links.getFirst().at("tracked").asText().orElseThrow();
  }

  private String unsubscribe(String campaign, int person) throws Exception {
    return Recipients.of(node.api(), campaign, "c-" + person)
        .at("unsubscribe")
        .asText()
        .orElseThrow();
  }

  private void suppressed(int person) throws Exception {
    var entries = node.api().get("/v1/suppressions/p" + person + "@example.com").expect(200).json();
    assertThat(entries.at("entries").asList())
        .extracting(e -> e.at("reason").asText().orElse(""))
        .containsExactly("unsubscribed");
  }

  /** Number of the newest mail to the first person. */
  private long mail() {
    return node.mailbox().mails().search("p1@example.com", 0, 1).getFirst().number();
  }

  private long clicks() throws Exception {
    var clicks = node.api().campaign("spring").at("engagement", "clicks");
    return clicks.at("human").asLong()
        + clicks.at("unknown").asLong()
        + clicks.at("machine").asLong();
  }
}
