package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test mails of a draft, and the real mails to the same people afterwards. */
final class TestMailScenario {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String HTML =
      """
      <p>Hello {{name}}</p>
      <a href="https://acme.example/offer">Offer</a>
      <a href="https://acme.example/shop/{{id}}">Shop</a>
      <a href="{{waypost.unsubscribeUrl}}">No more</a>
      """;
  private static final List<String> PEOPLE =
      List.of("p1@example.com", "p2@example.com", "p3@example.com");

  @TempDir Path folder;
  private SmtpSink sink;
  private TestNode node;
  private Api api;

  @BeforeEach
  void draft() throws Exception {
    sink = SmtpSink.start();
    node =
        TestNode.start(
            folder.resolve("data"),
            Map.of("WAYPOST_SMTP", sink.url()),
            "delivery { retry { initial = 1 second } }");
    api = node.api();
    api.campaign("spring", HTML);
  }

  @AfterEach
  void end() {
    node.close();
    sink.close();
  }

  private Api.Answer test(String ndjson) throws Exception {
    return api.send(
        api.request("/v1/campaigns/spring/test")
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(ndjson)));
  }

  private static List<String> links(SmtpSink.Mail mail) {
    return Jsoup.parse(mail.text().html().orElseThrow()).select("a[href*=/c/]").eachAttr("href");
  }

  private static String unsubscribe(SmtpSink.Mail mail) {
    return Jsoup.parse(mail.text().html().orElseThrow()).select("a[href*=/u/]").attr("href");
  }

  private static String pixel(SmtpSink.Mail mail) {
    return Jsoup.parse(mail.text().html().orElseThrow()).select("img[src*=/o/]").attr("src");
  }

  private void assertAudit() {
    assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
  }

  private static List<Json> ofTests(Json recipient) {
    return recipient.at("timeline").asList().stream()
        .filter(event -> event.at("test").print().equals("true"))
        .toList();
  }

  private static List<String> types(List<Json> events) {
    return events.stream().map(e -> e.at("type").asText().orElse("")).toList();
  }

  @Test
  void test_ofADraft_countsNowhereAndTheLaunchMailsTheSamePeople() throws Exception {
    var answer = test(Api.people(1, 3)).expect(202).json();
    assertThat(answer.at("accepted").asLong()).isEqualTo(3);
    sink.awaitMails(3, SOON);
    for (var mail : sink.mails()) {
      assertThat(mail.text().header("X-Waypost-Test")).containsExactly("1");
      assertThat(mail.text().header("Subject"))
          .containsExactly("Hello " + mail.to().substring(0, 2));
      assertThat(mail.text().header("List-Unsubscribe")).hasSize(1);
      visit(mail);
    }
    awaitHits(15);

    assertNothingCounted(0);
    assertAudit();

    api.rows("spring", Api.people(1, 3)).expect(202);
    api.launch("spring");
    var campaign = api.awaitState("spring", "finished", SOON);
    assertThat(Recipients.count(campaign, "delivered")).isEqualTo(3);
    assertNothingCounted(3);
    assertThat(sink.mails()).hasSize(6);
    assertThat(sink.mails()).extracting(SmtpSink.Mail::messageId).doesNotHaveDuplicates();
    for (var person : PEOPLE) {
      var real = sink.mailsTo(person).getLast();
      assertThat(real.text().header("X-Waypost-Test")).isEmpty();
      Browser.get(links(real).getFirst()).expect(302);
    }
    Await.value(
        SOON,
        "three unique clicks",
        () -> api.campaign("spring"),
        c -> c.at("engagement", "clicks", "unique").asLong() == 3);
    var person = Recipients.of(api, "spring", "c-1");
    assertThat(person.at("state").asText()).contains("delivered");
    assertThat(person.at("attempts").asList()).hasSize(1);
    assertThat(types(ofTests(person)))
        .contains(
            "mailing.attempted",
            "mailing.delivered",
            "hit.clicked",
            "hit.opened",
            "recipient.unsubscribed")
        .doesNotContain("suppression.added");
    assertAudit();
  }

  /** Two clicks, one by a machine, an open, and a change of mind. */
  private static void visit(SmtpSink.Mail mail) throws Exception {
    var id = mail.to().substring(1, 2);
    assertThat(Browser.get(links(mail).get(1)).expect(302).header("Location"))
        .isEqualTo("https://acme.example/shop/c-" + id);
    Browser.get(links(mail).getFirst()).expect(302);
    Browser.head(links(mail).getFirst()).expect(302);
    Browser.get(pixel(mail)).expect(200);
    Browser.get(unsubscribe(mail)).expect(200);
    Browser.unsubscribe(unsubscribe(mail)).expect(200);
  }

  private void awaitHits(int hits) throws Exception {
    Await.until(
        SOON,
        () -> hits + " hits applied; " + metrics("waypost_hits"),
        () -> metrics("waypost_hits").contains("waypost_hits_applied_total " + hits));
  }

  private String metrics(String prefix) {
    try {
      return String.join(
          "\n", api.get("/metrics").text().lines().filter(l -> l.startsWith(prefix)).toList());
    } catch (Exception e) {
      return e.toString();
    }
  }

  private void assertNothingCounted(int accepted) throws Exception {
    var campaign = api.campaign("spring");
    assertThat(Recipients.count(campaign, "accepted")).isEqualTo(accepted);
    assertThat(Recipients.sum(campaign)).isEqualTo(accepted);
    assertThat(campaign.at("engagement").print()).doesNotContainPattern("[1-9]");
    var batches = api.get("/v1/campaigns/spring/batches").expect(200).json().at("batches");
    assertThat(batches.asList()).hasSize(accepted == 0 ? 0 : 1);
    var links = api.get("/v1/campaigns/spring/links").expect(200).json().at("links").asList();
    assertThat(links).allMatch(link -> link.at("clicks", "human").asLong() == 0);
    for (var person : PEOPLE) {
      api.get("/v1/suppressions/" + person).expect(404);
    }
  }

  @Test
  void test_again_mailsAgainUnlessItsKeyIsTheSame() throws Exception {
    test(Api.row("c-1", "p1")).expect(202);
    test(Api.row("c-1", "p1")).expect(202);
    var first = withKey("k-1", Api.row("c-1", "p1")).expect(202);
    var again = withKey("k-1", Api.row("c-1", "p1")).expect(202);
    withKey("k-1", Api.row("c-2", "p2")).expect(422);

    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(again.text()).isEqualTo(first.text());
    sink.awaitMails(3, SOON);
    assertAudit();
    assertThat(sink.mails()).hasSize(3);
    assertThat(sink.mails()).extracting(SmtpSink.Mail::messageId).doesNotHaveDuplicates();
  }

  private Api.Answer withKey(String key, String ndjson) throws Exception {
    return api.send(
        api.request("/v1/campaigns/spring/test")
            .header("Content-Type", "application/x-ndjson")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(ndjson)));
  }

  @Test
  void draft_replacedAfterATest_leavesTheTestsLinksAsTheyWere() throws Exception {
    test(Api.row("c-1", "p1")).expect(202);
    sink.awaitMails(1, SOON);

    api.put(
            "/v1/campaigns/spring",
            Api.broadcast("<a href=\"https://acme.example/other\">Other {{name}}</a>"))
        .expect(200);
    test(Api.row("c-1", "p1")).expect(202);
    sink.awaitMails(2, SOON);

    var first = links(sink.mails().getFirst());
    assertThat(Browser.get(first.getFirst()).expect(302).header("Location"))
        .isEqualTo("https://acme.example/offer");
    var second = links(sink.mails().getLast());
    assertThat(Browser.get(second.getFirst()).expect(302).header("Location"))
        .isEqualTo("https://acme.example/other");
  }

  @Test
  void test_bouncingHard_suppressesNobody() throws Exception {
    sink.script(
        SmtpSink.Script.at(
            SmtpSink.Stage.RCPT, new SmtpSink.Deed.Reply(550, "5.1.1 no such user")));
    test(Api.row("c-1", "p1")).expect(202);
    api.rows("spring", Api.people(1, 1)).expect(202);
    Await.until(
        SOON,
        "the test has bounced",
        () -> types(ofTests(Recipients.of(api, "spring", "c-1"))).contains("mailing.bounced"));

    api.get("/v1/suppressions/p1@example.com").expect(404);
    sink.script(SmtpSink.Script.ACCEPT);
    api.launch("spring");

    var campaign = api.awaitState("spring", "finished", SOON);
    assertThat(Recipients.count(campaign, "delivered")).isEqualTo(1);
    assertAudit();
  }

  @Test
  void test_toSuppressedPeople_passesOverUnsubscribesOnly() throws Exception {
    api.campaign("before", HTML);
    api.rows("before", Api.people(1, 1)).expect(202);
    api.launch("before");
    api.awaitState("before", "finished", SOON);
    Browser.unsubscribe(unsubscribe(sink.mails().getFirst())).expect(200);
    api.put("/v1/suppressions/p2@example.com", "").expect(200);

    test(Api.people(1, 2)).expect(202);
    api.rows("spring", Api.people(2, 2)).expect(202);
    sink.awaitMails(2, SOON);

    Await.until(
        SOON,
        "the other test is suppressed",
        () -> types(ofTests(Recipients.of(api, "spring", "c-2"))).contains("mailing.suppressed"));
    assertThat(sink.mailsTo("p1@example.com")).hasSize(2);
    assertThat(sink.mailsTo("p2@example.com")).isEmpty();
  }

  @Test
  void test_deferred_isTriedAgain() throws Exception {
    var seen = ConcurrentHashMap.<String>newKeySet();
    sink.script(
        moment ->
            moment.stage() == SmtpSink.Stage.DOT && seen.add(moment.messageId())
                ? new SmtpSink.Deed.Reply(451, "4.7.1 later")
                : SmtpSink.Script.ACCEPT.at(moment));

    test(Api.people(1, 2)).expect(202);

    sink.awaitMails(2, SOON);
    assertThat(sink.mails())
        .extracting(SmtpSink.Mail::messageId)
        .containsExactlyInAnyOrderElementsOf(seen);
    assertNothingCounted(0);
    assertAudit();
  }

  @Test
  void campaign_withATestThatIsDeferred_finishesAndTheTestOutlivesIt() throws Exception {
    sink.script(
        moment ->
            moment.stage() == SmtpSink.Stage.RCPT && moment.to().startsWith("p9")
                ? new SmtpSink.Deed.Reply(451, "4.7.1 later")
                : SmtpSink.Script.ACCEPT.at(moment));
    test(Api.row("c-9", "p9")).expect(202);
    api.rows("spring", Api.people(1, 1)).expect(202);
    api.launch("spring");
    api.awaitState("spring", "finished", SOON);
    api.post("/v1/campaigns/spring/archive", "").expect(202);
    assertThat(sink.mailsTo("p9@example.com")).isEmpty();

    sink.script(SmtpSink.Script.ACCEPT);

    sink.awaitMails(2, SOON);
    assertThat(sink.mailsTo("p9@example.com")).hasSize(1);
    assertAudit();
  }

  @Test
  void test_whoseServerVanishes_isSentAgainAsThePolicySays() throws Exception {
    var vanished = ConcurrentHashMap.<String>newKeySet();
    sink.script(
        moment ->
            moment.stage() == SmtpSink.Stage.DOT && vanished.add(moment.messageId())
                ? new SmtpSink.Deed.Vanish()
                : SmtpSink.Script.ACCEPT.at(moment));

    test(Api.row("c-1", "p1")).expect(202);

    sink.awaitMails(2, SOON);
    assertThat(sink.timesByMessageId()).hasSize(1);
    assertThat(api.campaign("spring").at("inDoubtTotal").asLong()).isZero();
    assertAudit();
  }

  @Test
  void test_inAnyState_goesOutUntilTheCampaignIsArchived() throws Exception {
    api.rows("spring", Api.people(1, 1)).expect(202);
    api.launch("spring");
    api.awaitState("spring", "finished", SOON);
    test(Api.row("c-1", "p1")).expect(202);
    sink.awaitMails(2, SOON);
    assertThat(api.campaign("spring").at("state").asText()).contains("finished");

    api.post("/v1/campaigns/spring/archive", "").expect(202);
    var refused = test(Api.row("c-1", "p1")).expect(409).json();

    assertThat(refused.at("type").asText()).contains("/problems/wrong-state");
    api.campaign("dead", HTML);
    api.post("/v1/campaigns/dead/cancel", "").expect(202);
    api.post("/v1/campaigns/dead/test", Api.row("c-9", "p9")).expect(202);
    sink.awaitMails(3, SOON);
    assertThat(sink.mailsTo("p9@example.com")).hasSize(1);
    assertAudit();
  }

  @Test
  void rows_inEveryForm_areTakenAsInASubmission() throws Exception {
    var json =
        api.post(
                "/v1/campaigns/spring/test",
                """
                {"recipients": [
                  {"id": "a", "email": "a@example.com", "name": "A"},
                  {"id": "a", "email": "b@example.com"},
                  {"id": "c", "email": "nobody"}
                ]}
                """)
            .expect(202)
            .json();
    var csv =
        api.send(
                api.request("/v1/campaigns/spring/test")
                    .header("Content-Type", "text/csv")
                    .POST(BodyPublishers.ofString("id,email,_name\nd,d@example.com,D\n")))
            .expect(202)
            .json();

    assertThat(json.at("accepted").asLong()).isEqualTo(1);
    assertThat(json.at("duplicates").asLong()).isEqualTo(1);
    assertThat(json.at("rejected").asLong()).isEqualTo(1);
    assertThat(json.at("errors").asList())
        .extracting(e -> e.at("line").asLong() + " " + e.at("code").asText().orElse(""))
        .containsExactly("2 duplicate", "3 address");
    assertThat(csv.at("accepted").asLong()).isEqualTo(1);
    sink.awaitMails(2, SOON);
    assertThat(sink.mails())
        .extracting(SmtpSink.Mail::to)
        .containsExactlyInAnyOrder("a@example.com", "d@example.com");
  }
}
