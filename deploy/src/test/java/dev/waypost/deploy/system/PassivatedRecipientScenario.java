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
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Script SLOW =
      moment ->
          moment.stage() == Stage.DOT
              ? new Deed.After(Duration.ofMillis(30), Script.ACCEPT.at(moment))
              : Script.ACCEPT.at(moment);

  @TempDir Path folder;

  /** Who makes room has had its mail; so hardly anybody is read back. */
  @Test
  void campaign_largerThanMemory_readsHardlyAnybodyBack() throws Exception {
    try (var sink = SmtpSink.start();
        var node = start(sink, "engine { active-recipients = 2000 }")) {
      send(node, sink, 6_000);

      assertThat(woken(node)).isLessThan(3_000);
    }
  }

  /**
   * Of 128 shards each has room for one: whoever waits for a connection is displaced, and forgets
   * which page waits for it. Pages that only asked again after their patience would need an hour.
   */
  @Test
  void recipients_displacedInTheMiddleOfTheirMails_areMailedOnceAndHoldUpNoPage() throws Exception {
    try (var sink = SmtpSink.start(SLOW);
        var node = start(sink, "engine { active-recipients = 8, ask-again-after = 1 hour }")) {
      send(node, sink, 600);

      assertThat(woken(node)).isPositive();
    }
  }

  private TestNode start(SmtpSink sink, String hocon) {
    return TestNode.start(folder.resolve("data"), Map.of("WAYPOST_SMTP", sink.url()), hocon);
  }

  private static void send(TestNode node, SmtpSink sink, int people) throws Exception {
    var api = node.api();
    api.campaign("spring", "<p>Hello {{name}}</p>");
    api.rows("spring", Api.people(1, people)).expect(202);
    api.launch("spring");

    var finished = api.awaitState("spring", "finished", LIMIT);

    assertThat(Recipients.count(finished, "delivered")).isEqualTo(people);
    assertThat(finished.at("inDoubtTotal").asLong()).isZero();
    assertThat(sink.mails().stream().map(SmtpSink.Mail::to))
        .containsExactlyInAnyOrderElementsOf(Recipients.addresses(1, people).toList());
    assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
  }

  private static double woken(TestNode node) throws Exception {
    var name = "waypost_journal_woken_total ";
    return node.api()
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow();
  }
}
