package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Campaigns with more recipients than a node may have in memory. */
final class FewInMemoryScenario {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  /** Who makes room has had its mail; so nobody is read back. */
  @Test
  void campaign_largerThanMemory_goesThroughWithHardlyAnybodyReadBack() throws Exception {
    try (var sink = SmtpSink.start();
        var node = start(sink, "engine { active-recipients = 2000 }")) {
      send(node, 6_000);

      assertThat(sink.count()).isEqualTo(6_000);
      assertThat(counter(node, "waypost_journal_woken_total")).isLessThan(600);
      assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
    }
  }

  /**
   * One in each shard: all are put to sleep in the middle of their mails, and forget which page
   * waits for them. Pages that only asked again after their patience would need an hour.
   */
  @Test
  void recipients_thatSleepInTheMiddleOfTheirMails_holdUpNoPage() throws Exception {
    try (var sink = SmtpSink.start();
        var node = start(sink, "engine { active-recipients = 128, ask-again-after = 1 hour }")) {
      send(node, 1_000);

      assertThat(sink.count()).isEqualTo(1_000);
      assertThat(counter(node, "waypost_journal_woken_total")).isPositive();
      assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
    }
  }

  private TestNode start(SmtpSink sink, String hocon) {
    return TestNode.start(folder.resolve("data"), Map.of("WAYPOST_SMTP", sink.url()), hocon);
  }

  private static void send(TestNode node, int people) throws Exception {
    var api = node.api();
    api.campaign("spring", "<p>Hello {{name}}</p>");
    api.rows("spring", Api.people(1, people)).expect(202);
    api.launch("spring");
    var sent = api.awaitState("spring", "finished", LIMIT);
    assertThat(Recipients.count(sent, "delivered")).isEqualTo(people);
  }

  private static double counter(TestNode node, String name) throws Exception {
    return node.api()
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }
}
