package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test mails of a node that is killed again and again while it takes and sends them. */
final class KilledTestMailScenario {
  private static final int ROUNDS = 4;
  private static final int ROWS = 10;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** So slow that each kill finds mails under way. */
  private static final SmtpSink.Script SLOW =
      SmtpSink.Script.at(
          SmtpSink.Stage.DOT,
          new SmtpSink.Deed.After(
              Duration.ofMillis(150), new SmtpSink.Deed.Reply(250, "2.0.0 taken")));

  private final long seed = Long.getLong("waypost.seed", System.nanoTime());
  private final java.util.Random random = new java.util.Random(seed);
  @TempDir Path folder;

  @Test
  void tests_nodeKilledBetween_allArriveAndCountNowhere() throws Exception {
    var settings = "delivery { connections = 2, retry { initial = 1 second } }";
    try (var sink = SmtpSink.start(SLOW);
        var node =
            NodeProcess.in(folder.resolve("data"), Map.of("WAYPOST_SMTP", sink.url()), settings)) {
      node.start().awaitReady();
      node.api().campaign("spring", "<a href=\"https://acme.example/{{id}}\">Offer</a>");
      for (var round = 0; round < ROUNDS; round++) {
        submitUntilStored(node, round);
        Thread.sleep(random.nextInt(0, 600));
        node.kill();
        node.start().awaitReady();
      }
      Await.until(
          LIMIT,
          () -> ROUNDS * ROWS + " mails, got " + sink.timesByMessageId().size(),
          () -> sink.timesByMessageId().size() == ROUNDS * ROWS);
      sink.script(SmtpSink.Script.ACCEPT);

      var mailed = sink.mails().stream().map(SmtpSink.Mail::to).collect(Collectors.toSet());
      assertThat(mailed).hasSize(ROUNDS * ROWS);
      assertThat(sink.count() - ROUNDS * ROWS)
          .as("mails that a kill put in doubt, two connections at most each time")
          .isLessThanOrEqualTo(2 * ROUNDS);
      assertThat(Recipients.sum(node.api().campaign("spring"))).isZero();
      mailForReal(node, sink);
      assertThat(node.stop()).as(node.said()).isZero();
      var audit = node.audit();
      assertThat(audit.exit()).as(audit.said()).isZero();
    } catch (Exception | AssertionError e) {
      throw new AssertionError("with -Dwaypost.seed=" + seed, e);
    }
  }

  /** The same request under the same key until it is answered; every other one meets a kill. */
  private void submitUntilStored(NodeProcess node, int round) throws Exception {
    if (round % 2 == 1) {
      var request = Thread.ofVirtual().start(() -> trySubmit(node, round));
      Thread.sleep(random.nextInt(0, 60));
      node.kill();
      request.join();
      node.start().awaitReady();
    }
    Await.until(LIMIT, "a test is stored", () -> trySubmit(node, round) == 202);
  }

  /** 0 stands for a line that was cut. */
  private static int trySubmit(NodeProcess node, int round) {
    var from = round * ROWS + 1;
    try {
      return node.api()
          .send(
              node.api()
                  .request("/v1/campaigns/spring/test")
                  .header("Content-Type", "application/x-ndjson")
                  .header("Idempotency-Key", "round-" + round)
                  .POST(BodyPublishers.ofString(Api.people(from, from + ROWS - 1))))
          .status();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void mailForReal(NodeProcess node, SmtpSink sink) throws Exception {
    node.api().rows("spring", Api.people(1, ROUNDS * ROWS)).expect(202);
    node.api().launch("spring");
    var campaign = node.api().awaitState("spring", "finished", LIMIT);
    assertThat(Recipients.count(campaign, "delivered")).isEqualTo(ROUNDS * ROWS);
    // A test that the last kill put in doubt may come once more meanwhile.
    var real =
        sink.mails().stream().filter(m -> m.text().header("X-Waypost-Test").isEmpty()).toList();
    assertThat(real).hasSize(ROUNDS * ROWS);
    assertThat(campaign.at("inDoubtTotal").asLong()).isZero();
  }
}
