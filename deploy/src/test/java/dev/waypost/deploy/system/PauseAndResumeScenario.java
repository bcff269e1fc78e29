package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.system.SmtpSink.Deed;
import dev.waypost.deploy.system.SmtpSink.Script;
import dev.waypost.deploy.system.SmtpSink.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A campaign that is paused half way stands still within a second, and loses nobody by it. */
final class PauseAndResumeScenario {
  private static final int PEOPLE = 120;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void pause_whileMailsGoOut_beginsNothingMoreUntilResumed() throws Exception {
    var begun = new ConcurrentLinkedQueue<Instant>();
    try (var sink = SmtpSink.start(slow(begun));
        var node =
            TestNode.start(
                folder.resolve("data"),
                Map.of("WAYPOST_SMTP", sink.url()),
                "delivery { connections = 4 }")) {
      var api = node.api();
      api.campaign("spring", "<p>Hello {{name}}</p>");
      api.rows("spring", Api.people(1, PEOPLE)).expect(202);
      assertRefused(api, "pause", "draft");
      assertRefused(api, "resume", "draft");
      api.launch("spring");
      sink.awaitMails(20, LIMIT);

      var paused = post(api, "pause").expect(202).json();
      var answered = Instant.now();
      awaitTime(answered.plusMillis(1500));
      var still = api.campaign("spring");
      var mails = sink.count();
      awaitTime(answered.plusMillis(3000));

      assertThat(paused.at("state").asText()).contains("paused");
      assertThat(begun).allSatisfy(at -> assertThat(at).isBefore(answered.plusSeconds(1)));
      assertThat(sink.count()).isEqualTo(mails).isLessThan(PEOPLE);
      assertThat(Recipients.count(still, "waiting")).isPositive();
      assertThat(Recipients.count(still, "delivered")).isEqualTo(mails);
      assertThat(api.campaign("spring").at("recipients")).isEqualTo(still.at("recipients"));

      post(api, "pause").expect(202);
      assertRefused(api, "launch", "paused");
      post(api, "resume").expect(202);
      post(api, "resume").expect(202);
      var finished = api.awaitState("spring", "finished", LIMIT);
      assertThat(Recipients.count(finished, "delivered")).isEqualTo(PEOPLE);
      assertThat(sink.mails().stream().map(SmtpSink.Mail::to))
          .containsExactlyInAnyOrderElementsOf(Recipients.addresses(1, PEOPLE).toList());
      assertRefused(api, "pause", "finished");
      assertRefused(api, "resume", "finished");
      assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
    }
  }

  /** A wrong state is named, with the ones that would do. */
  private static void assertRefused(Api api, String action, String state) throws Exception {
    var answer = post(api, action).expect(409).json();
    assertThat(answer.at("type").asText()).contains("/problems/wrong-state");
    assertThat(answer.at("detail").asText().orElse("")).contains(state, "possible while");
  }

  private static Api.Answer post(Api api, String action) throws Exception {
    return api.post("/v1/campaigns/spring/" + action, "{}");
  }

  private static void awaitTime(Instant time) throws Exception {
    Await.until(LIMIT, "the time has come", () -> Instant.now().isAfter(time));
  }

  private static Script slow(Queue<Instant> begun) {
    return moment -> {
      if (moment.stage() == Stage.MAIL) {
        begun.add(Instant.now());
      }
      var usual = Script.ACCEPT.at(moment);
      return moment.stage() == Stage.DOT ? new Deed.After(Duration.ofMillis(100), usual) : usual;
    };
  }
}
