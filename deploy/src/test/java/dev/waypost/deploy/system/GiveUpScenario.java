package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import dev.waypost.deploy.system.SmtpSink.Deed;
import dev.waypost.deploy.system.SmtpSink.Script;
import dev.waypost.deploy.system.SmtpSink.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails that never arrive end by what the other side said of them, and so do later ones. */
final class GiveUpScenario {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String HTML = "<p>Hello {{name}}</p>";
  private static final Map<String, Deed> REFUSALS =
      Map.of(
          "p1@example.com", new Deed.Reply(450, "4.2.1 never today"),
          "p2@example.com", new Deed.Reply(550, "5.1.1 no such mailbox"),
          "p3@example.com", new Deed.Reply(550, "5.7.1 blocked by policy"),
          "p4@example.com", new Deed.Reply(552, "5.2.2 mailbox full"));

  @TempDir Path folder;

  @Test
  void mails_neverTaken_expireOrBounceByWhatWasSaid() throws Exception {
    try (var sink = SmtpSink.start(GiveUpScenario::answer);
        var node =
            TestNode.start(
                folder.resolve("data"),
                Map.of("WAYPOST_SMTP", sink.url()),
                "delivery { retry { initial = 300 ms, factor = 1, max = 300 ms, give-up = 3 s }"
                    + " }")) {
      var api = node.api();
      var first = send(api, "first");

      assertThat(Recipients.count(first, "expired")).isEqualTo(1);
      assertThat(Recipients.count(first, "bounced")).isEqualTo(3);
      assertThat(Recipients.count(first, "delivered")).isEqualTo(1);
      var expired = Recipients.of(api, "first", "c-1");
      assertThat(Recipients.attempts(expired, "outcome"))
          .hasSizeGreaterThan(1)
          .containsOnly("deferred");
      assertBounce(api, "c-2", "hard", "no such mailbox");
      assertBounce(api, "c-3", "block", "blocked by policy");
      assertBounce(api, "c-4", "soft", "mailbox full");

      sink.script(Script.ACCEPT);
      var second = send(api, "second");

      assertThat(Recipients.count(second, "suppressed")).isEqualTo(1);
      assertThat(Recipients.count(second, "delivered")).isEqualTo(4);
      assertThat(Recipients.of(api, "second", "c-2").at("state").asText()).contains("suppressed");
      var entries = api.get("/v1/suppressions/p2@example.com").expect(200).json().at("entries");
      assertThat(entries.asList())
          .singleElement()
          .satisfies(entry -> assertThat(entry.at("reason").asText()).contains("bounced"));
      api.get("/v1/suppressions/p3@example.com").expect(404);
      api.get("/v1/suppressions/p4@example.com").expect(404);

      api.post(Recipients.path("first", "c-1") + "/retry", "{}").expect(202);
      Recipients.await(api, "first", "c-1", "delivered", LIMIT);
      api.awaitState("first", "finished", LIMIT);
      assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
    }
  }

  private static Json send(Api api, String campaign) throws Exception {
    api.campaign(campaign, HTML);
    api.rows(campaign, Api.people(1, 5)).expect(202);
    api.launch(campaign);
    return api.awaitState(campaign, "finished", LIMIT);
  }

  private static void assertBounce(Api api, String id, String kind, String said) throws Exception {
    var bounced = Recipients.of(api, "first", id);
    assertThat(bounced.at("state").asText()).contains("bounced");
    assertThat(bounced.at("bounce").asText()).contains(kind);
    assertThat(bounced.at("reason").asText().orElse("")).contains(said);
    assertThat(Recipients.attempts(bounced, "outcome")).containsExactly("bounced");
  }

  private static Deed answer(SmtpSink.Moment moment) {
    var usual = Script.ACCEPT.at(moment);
    return moment.stage() == Stage.RCPT ? REFUSALS.getOrDefault(moment.to(), usual) : usual;
  }
}
