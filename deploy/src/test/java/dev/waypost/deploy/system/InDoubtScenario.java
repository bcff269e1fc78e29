package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import dev.waypost.deploy.system.SmtpSink.Deed;
import dev.waypost.deploy.system.SmtpSink.Script;
import dev.waypost.deploy.system.SmtpSink.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The other side takes a mail and vanishes before it says so: whether the mail arrived nobody
 * knows, and the campaign's policy decides.
 */
final class InDoubtScenario {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Set<String> vanished = ConcurrentHashMap.newKeySet();
  @TempDir Path folder;

  @Test
  void mail_withoutAnAnswerToItsDot_goesByThePolicy() throws Exception {
    try (var sink = SmtpSink.start(this::answer);
        var node = TestNode.start(folder.resolve("data"), sink)) {
      var api = node.api();

      launch(api, "again", "retry", "lost1");
      var again = api.awaitState("again", "finished", LIMIT);
      assertThat(sink.mailsTo("lost1@example.com")).hasSize(2);
      assertThat(sink.timesByMessageId()).hasSize(2).containsValue(2L);
      assertSettled(again, 1);
      assertThat(Recipients.attempts(Recipients.of(api, "again", "lost1"), "outcome"))
          .containsExactly("inDoubt", "delivered");

      launch(api, "assume", "assumeDelivered", "lost2");
      var assumed = api.awaitState("assume", "finished", LIMIT);
      assertThat(sink.mailsTo("lost2@example.com")).hasSize(1);
      assertSettled(assumed, 1);

      launch(api, "hold", "hold", "lost3", "lost4", "lost5");
      var held = Recipients.awaitCount(api, "hold", "inDoubt", 3, LIMIT);
      assertThat(held.at("state").asText()).contains("running");
      assertThat(held.at("inDoubtTotal").asLong()).isEqualTo(3);
      var proof = Recipients.links(Recipients.of(api, "hold", "lost5")).getFirst();
      resolve(api, "hold", "lost3", "delivered").expect(202);
      resolve(api, "hold", "lost4", "retry").expect(202);
      Browser.get(proof).expect(302);

      var settled = api.awaitState("hold", "finished", LIMIT);
      assertSettled(settled, 3);
      assertThat(sink.mailsTo("lost3@example.com")).hasSize(1);
      assertThat(sink.mailsTo("lost4@example.com")).hasSize(2);
      assertThat(sink.mailsTo("lost5@example.com")).hasSize(1);
      resolve(api, "hold", "lost3", "delivered").expect(409);
      resolve(api, "hold", "fine", "delivered").expect(409);
      assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
    }
  }

  @Test
  void mailInDoubt_ofACampaignThatIsOver_canBeSaidToHaveArrivedButNotBeTriedAgain()
      throws Exception {
    try (var sink = SmtpSink.start(this::answer);
        var node = TestNode.start(folder.resolve("data"), sink)) {
      var api = node.api();
      launch(api, "over", "hold", "lost6", "lost7");
      Recipients.awaitCount(api, "over", "inDoubt", 2, LIMIT);
      api.post("/v1/campaigns/over/cancel", "{}").expect(202);

      var refusal = resolve(api, "over", "lost6", "retry").expect(409).json();
      assertThat(refusal.at("detail").asText().orElseThrow()).contains("campaign is cancelled");
      resolve(api, "over", "lost6", "delivered").expect(202);
      Recipients.awaitCount(api, "over", "delivered", 2, LIMIT);
      api.post("/v1/campaigns/over/archive", "{}").expect(202);
      resolve(api, "over", "lost7", "delivered").expect(202);

      Recipients.awaitCount(api, "over", "delivered", 3, LIMIT);
      assertThat(sink.mailsTo("lost6@example.com")).hasSize(1);
      assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
    }
  }

  /** To these people, and to one whose mail is answered. */
  private static void launch(Api api, String campaign, String policy, String... people)
      throws Exception {
    var more = Map.<String, Json>of("whenInDoubt", Json.text(policy));
    var html = "<a href=\"https://acme.example/a\">A</a>";
    api.put("/v1/campaigns/" + campaign, Api.broadcast(html, more)).expect(201);
    var rows = new StringBuilder(Api.row("fine", "fine"));
    for (var person : people) {
      rows.append(Api.row(person, person));
    }
    api.rows(campaign, rows.toString()).expect(202);
    api.launch(campaign);
  }

  private static Api.Answer resolve(Api api, String campaign, String id, String as)
      throws Exception {
    return api.post(Recipients.path(campaign, id) + "/resolve", "{\"as\": \"" + as + "\"}");
  }

  private static void assertSettled(Json campaign, long inDoubt) {
    assertThat(Recipients.count(campaign, "delivered")).isEqualTo(inDoubt + 1);
    assertThat(Recipients.count(campaign, "inDoubt")).isZero();
    assertThat(campaign.at("inDoubtTotal").asLong()).isEqualTo(inDoubt);
  }

  private Deed answer(SmtpSink.Moment moment) {
    var isLost =
        moment.stage() == Stage.DOT && moment.to().startsWith("lost") && vanished.add(moment.to());
    return isLost ? new Deed.Vanish() : Script.ACCEPT.at(moment);
  }
}
