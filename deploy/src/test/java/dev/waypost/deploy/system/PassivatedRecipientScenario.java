package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.system.SmtpSink.Deed;
import dev.waypost.deploy.system.SmtpSink.Script;
import dev.waypost.deploy.system.SmtpSink.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipients that have to leave memory while their mails are under way. */
final class PassivatedRecipientScenario {
  private static final int PEOPLE = 80;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** So slow that each recipient has to make room for others before its mail is taken. */
  private static final Script SLOW =
      moment ->
          moment.stage() == Stage.DOT
              ? new Deed.After(Duration.ofMillis(400), Script.ACCEPT.at(moment))
              : Script.ACCEPT.at(moment);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void recipients_moreThanFitInMemory_areMailedOnce(int active) throws Exception {
    try (var sink = SmtpSink.start(SLOW);
        var node =
            TestNode.start(
                folder.resolve("data"),
                Map.of("WAYPOST_SMTP", sink.url()),
                "engine { active-recipients = %d }".formatted(active))) {
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
}
