package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.system.SmtpSink.Deed;
import dev.waypost.deploy.system.SmtpSink.Script;
import dev.waypost.deploy.system.SmtpSink.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipients that have to leave memory for others while a campaign goes on. */
final class PassivatedRecipientScenario {
  private static final int PEOPLE = 600;

  /** Of 128 shards, each has room for one: whoever waits for a connection is displaced. */
  private static final int ROOM = 8;

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static final Script SLOW =
      moment ->
          moment.stage() == Stage.DOT
              ? new Deed.After(Duration.ofMillis(30), Script.ACCEPT.at(moment))
              : Script.ACCEPT.at(moment);

  @TempDir Path folder;

  @Test
  void recipients_moreThanFitInMemory_areMailedOnce() throws Exception {
    try (var sink = SmtpSink.start(SLOW);
        var node = start(sink, ROOM)) {
      var api = node.api();
      api.campaign("spring", "<p>Hello {{name}}</p>");
      api.rows("spring", Api.people(1, PEOPLE)).expect(202);
      api.launch("spring");

      var finished = api.awaitState("spring", "finished", LIMIT);

      assertThat(Recipients.count(finished, "delivered")).isEqualTo(PEOPLE);
      assertThat(finished.at("inDoubtTotal").asLong()).isZero();
      assertThat(sink.mails().stream().map(SmtpSink.Mail::to))
          .containsExactlyInAnyOrderElementsOf(Recipients.addresses(1, PEOPLE).toList());
      assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
    }
  }

  private TestNode start(SmtpSink sink, int active) {
    return TestNode.start(
        folder.resolve("data"),
        Map.of("WAYPOST_SMTP", sink.url()),
        "engine { active-pages = 2, active-recipients = %d, ask-again-after = 1 s }"
            .formatted(active));
  }
}
