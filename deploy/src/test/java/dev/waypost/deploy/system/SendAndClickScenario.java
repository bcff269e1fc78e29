package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A newsletter to three people, and what is known of each of them afterwards. */
final class SendAndClickScenario {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String HTML =
      """
      <p>Hello {{name}}</p>
      <a href="https://acme.example/offer">Offer</a>
      <a href="https://acme.example/shop/{{id}}">Shop</a>
      <a href="https://acme.example/news">News</a>
      <a href="{{waypost.unsubscribeUrl}}">No more</a>
      """;

  @TempDir Path folder;
  private SmtpSink sink;
  private TestNode node;
  private Api api;

  @BeforeEach
  void send() throws Exception {
    sink = SmtpSink.start();
    node = TestNode.start(folder.resolve("data"), sink);
    api = node.api();
    api.campaign("spring", HTML);
    var stored = api.rows("spring", Api.people(1, 3)).expect(202).json();
    assertThat(stored.at("state").asText()).contains("stored");
    assertThat(stored.at("accepted").asLong()).isEqualTo(3);
    api.launch("spring");
    api.awaitState("spring", "finished", SOON);
  }

  @AfterEach
  void end() {
    node.close();
    sink.close();
  }

  @Test
  void mails_afterLaunch_areOnePersonEachWithHeadersOfAList() throws Exception {
    assertThat(sink.mails())
        .extracting(SmtpSink.Mail::to)
        .containsExactlyInAnyOrder("p1@example.com", "p2@example.com", "p3@example.com");
    assertThat(sink.mails()).extracting(SmtpSink.Mail::messageId).doesNotHaveDuplicates();
    for (var mail : sink.mails()) {
      var name = mail.to().substring(0, 2);
      assertThat(mail.from()).isEqualTo("news@acme.example");
      assertThat(mail.text().header("Subject")).containsExactly("Hello " + name);
      assertThat(mail.text().html().orElseThrow()).contains("Hello " + name);
      assertThat(mail.text().header("List-Unsubscribe-Post"))
          .containsExactly("List-Unsubscribe=One-Click");
      var person = recipient("c-" + name.substring(1));
      assertThat(mail.text().header("List-Unsubscribe").getFirst()).contains(unsubscribe(person));
      for (var link : links(person)) {
        assertThat(mail.text().html().orElseThrow()).contains(link);
      }
    }
    var counts = api.campaign("spring").at("recipients");
    assertThat(counts.at("accepted").asLong()).isEqualTo(3);
    assertThat(counts.at("delivered").asLong()).isEqualTo(3);
    assertThat(counts.at("waiting").asLong()).isZero();
    assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
  }

  @Test
  void clicks_ofAPersonAndOfMachines_areToldApart() throws Exception {
    var reader = recipient("c-1");
    var scanned = recipient("c-2");

    var answer = Browser.get(links(reader).get(1)).expect(302);
    Browser.head(links(reader).get(0)).expect(302);
    Browser.prefetch(links(reader).get(0)).expect(302);
    for (var link : links(scanned)) {
      Browser.head(link).expect(302);
    }
    for (var link : links(scanned)) {
      Browser.get(link).expect(302);
    }

    assertThat(answer.header("Location")).isEqualTo("https://acme.example/shop/c-1");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.body()).isEmpty();
    var campaign =
        Await.value(SOON, "9 clicks counted", () -> api.campaign("spring"), c -> clicks(c) == 9);
    var clicks = campaign.at("engagement", "clicks");
    assertThat(clicks.at("human").asLong() + clicks.at("unknown").asLong()).isEqualTo(1);
    assertThat(clicks.at("machine").asLong()).isEqualTo(8);
    assertThat(clicks.at("unique").asLong()).isEqualTo(1);
    var links = api.get("/v1/campaigns/spring/links").expect(200).json().at("links").asList();
    assertThat(links).hasSize(3);
    assertThat(links)
        .extracting(l -> l.at("clicks", "unique").asLong())
        .containsExactly(0L, 1L, 0L);
    assertThat(timeline(recipient("c-1"))).contains("mailing.delivered", "hit.clicked");
    assertThat(recipient("c-1").at("state").asText()).contains("delivered");
    assertThat(recipient("c-1").at("attempts").asList()).hasSize(1);
    assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
  }

  @Test
  void pixel_genuineAndForged_isAlwaysAPictureAndCountsOnce() throws Exception {
    var pixel = recipient("c-1").at("pixel").asText().orElseThrow();

    var genuine = Browser.get(pixel).expect(200);
    var forged = Browser.get(Browser.forged(pixel)).expect(200);

    assertThat(genuine.header("Content-Type")).isEqualTo("image/gif");
    assertThat(forged.body()).isEqualTo(genuine.body());
    var campaign =
        Await.value(
            SOON,
            "an open",
            () -> api.campaign("spring"),
            c -> c.at("engagement", "opens", "unique").asLong() == 1);
    var opens = campaign.at("engagement", "opens");
    assertThat(opens.at("human").asLong() + opens.at("unknown").asLong()).isEqualTo(1);
    assertThat(opens.at("machine").asLong()).isZero();
  }

  @Test
  void forgedToken_anywhere_isNotFoundAndCountsNowhere() throws Exception {
    var person = recipient("c-1");
    var link = links(person).getFirst();
    var clickToken = link.substring(link.lastIndexOf('/') + 1);

    Browser.get(Browser.forged(link)).expect(404);
    Browser.unsubscribe(Browser.forged(unsubscribe(person))).expect(404);
    Browser.unsubscribe(node.trackUrl() + "/u/" + clickToken).expect(404);
    Browser.get(unsubscribe(person)).expect(200);

    api.get("/v1/suppressions/p1@example.com").expect(404);
    var engagement = api.campaign("spring").at("engagement");
    assertThat(clicks(api.campaign("spring"))).isZero();
    assertThat(engagement.at("unsubscribed").asLong()).isZero();
    assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
  }

  @Test
  void unsubscribe_once_bindsAtOnceAndRepeatsAreHarmless() throws Exception {
    var url = unsubscribe(recipient("c-2"));

    Browser.unsubscribe(url).expect(200);

    var entries = api.get("/v1/suppressions/p2@example.com").expect(200).json().at("entries");
    assertThat(entries.asList()).hasSize(1);
    assertThat(entries.asList().getFirst().at("reason").asText()).contains("unsubscribed");
    Browser.unsubscribe(url).expect(200);
    Browser.get(url).expect(200);
    Await.value(
        SOON,
        "one unsubscribed",
        () -> api.campaign("spring"),
        c -> c.at("engagement", "unsubscribed").asLong() == 1);

    api.campaign("summer", HTML);
    api.rows("summer", Api.people(1, 3)).expect(202);
    api.launch("summer");
    var summer = api.awaitState("summer", "finished", SOON).at("recipients");

    assertThat(summer.at("suppressed").asLong()).isEqualTo(1);
    assertThat(summer.at("delivered").asLong()).isEqualTo(2);
    assertThat(sink.mailsTo("p2@example.com")).hasSize(1);
    var left = api.get("/v1/campaigns/summer/recipients/c-2").expect(200).json();
    assertThat(left.at("state").asText()).contains("suppressed");
    assertThat(left.at("attempts").asList()).isEmpty();
    assertThat(api.campaign("spring").at("engagement", "unsubscribed").asLong()).isEqualTo(1);
    assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
  }

  private Json recipient(String id) throws Exception {
    return api.get("/v1/campaigns/spring/recipients/" + id).expect(200).json();
  }

  private static List<String> links(Json person) {
    return person.at("links").asList().stream()
        .map(l -> l.at("tracked").asText().orElseThrow())
        .toList();
  }

  private static String unsubscribe(Json person) {
    return person.at("unsubscribe").asText().orElseThrow();
  }

  private static long clicks(Json campaign) {
    var clicks = campaign.at("engagement", "clicks");
    return clicks.at("human").asLong()
        + clicks.at("unknown").asLong()
        + clicks.at("machine").asLong();
  }

  private static List<String> timeline(Json person) {
    return person.at("timeline").asList().stream()
        .map(e -> e.at("type").asText().orElse(""))
        .toList();
  }
}
