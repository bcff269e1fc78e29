package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database server goes away while rows come in, mails go out and people click: redirects go on,
 * the API says that it cannot now, and afterwards everybody has one mail and everything is counted.
 */
final class PostgresAwayScenario {
  private static final int FIRST = 150;
  private static final int ALL = 250;
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration FINISH_LIMIT = Duration.ofSeconds(60);

  /** So slow that the server goes while mails are under way. */
  private static final SmtpSink.Script SLOW =
      SmtpSink.Script.at(
          SmtpSink.Stage.DOT,
          new SmtpSink.Deed.After(
              Duration.ofMillis(60), new SmtpSink.Deed.Reply(250, "2.0.0 taken")));

  private static final String HTML =
      """
      <p>Hello {{name}}</p>
      <a href="https://acme.example/a">A</a> <a href="https://acme.example/b?c={{id}}">B</a>
      """;

  @TempDir Path folder;

  /** How the server goes, and comes back. */
  private interface Fault {
    void begin(PostgresProcess server) throws Exception;

    void end(PostgresProcess server) throws Exception;

    static Fault of(Step begin, Step end) {
      return new Fault() {
        @Override
        public void begin(PostgresProcess server) throws Exception {
          begin.take(server);
        }

        @Override
        public void end(PostgresProcess server) throws Exception {
          end.take(server);
        }
      };
    }

    interface Step {
      void take(PostgresProcess server) throws Exception;
    }
  }

  @Test
  void server_killedAndStartedAgain_losesNothing() throws Exception {
    survive(Fault.of(PostgresProcess::kill, PostgresProcess::startAgain));
  }

  @Test
  void server_frozenForAWhile_losesNothing() throws Exception {
    survive(Fault.of(PostgresProcess::freeze, PostgresProcess::thaw));
  }

  @Test
  void server_outOfConnections_losesNothing() throws Exception {
    survive(Fault.of(PostgresProcess::takeConnectionsAway, PostgresProcess::giveConnectionsBack));
  }

  private void survive(Fault fault) throws Exception {
    try (var server = PostgresProcess.start(folder.resolve("pg"));
        var sink = SmtpSink.start(SLOW)) {
      var environment = new HashMap<>(server.environment());
      environment.put("WAYPOST_SMTP", sink.url());
      var settings =
          """
          delivery { connections = 4 }
          engine { ask-again-after = 2 seconds, ask-timeout = 2 seconds }
          database { postgres { heartbeat-timeout = 1 second, reconnect-max = 1 second } }
          """;
      try (var log = ShownLog.start();
          var node = TestNode.start(folder.resolve("data"), environment, settings);
          var clicker = Clicker.start(sink, new java.util.Random(7))) {
        strikeWhileAllIsUnderWay(fault, server, node, sink, clicker);
        node.api().awaitState("storm", "finished", FINISH_LIMIT);
        clicker.stop();

        assertEverybodyHasOneMail(sink, node.api().campaign("storm"));
        assertThat(clicker.oddities()).isEmpty();
        awaitClicks(node, clicker);
        assertThat(node.api().get("/metrics").text())
            .containsPattern("waypost_database_outages_total [1-9]")
            .contains("waypost_database_away 0");
        Await.until(SOON, () -> "sums: " + node.audit(), () -> node.audit().holds());
        assertThat(log.traces()).isEmpty();
        assertThat(log.linesWith("Alarms cannot be read")).hasSizeLessThanOrEqualTo(3);
      }
    }
  }

  private void strikeWhileAllIsUnderWay(
      Fault fault, PostgresProcess server, TestNode node, SmtpSink sink, Clicker clicker)
      throws Exception {
    var api = node.api();
    api.campaign("storm", HTML);
    api.rows("storm", Api.people(1, FIRST), "first").expect(202);
    api.launch("storm");
    Await.until(SOON, "mails and clicks", () -> sink.count() > 20 && clicker.answered() > 5);
    try (var sender = Executors.newVirtualThreadPerTaskExecutor()) {
      var late = sender.submit(untilStored(api, Api.people(FIRST + 1, ALL), "second"));
      fault.begin(server);
      try {
        var refused =
            Await.value(SOON, "503", () -> api.get("/v1/campaigns/storm"), a -> a.status() == 503);
        assertThat(refused.header("Retry-After")).isNotEmpty();
        var before = clicker.answered();
        Await.until(SOON, "redirects go on", () -> clicker.answered() > before + 20);
        Await.until(SOON, "ready tells of it", () -> isDegraded(api.get("/health/ready").text()));
      } finally {
        fault.end(server);
      }
      assertThat(late.get().at("accepted").asLong()).isEqualTo(ALL - FIRST);
    }
  }

  private static boolean isDegraded(String ready) {
    return ready.contains("degraded") && ready.contains("database");
  }

  /** A slow line that is there when the server goes; the same again until it is answered. */
  private static Callable<Json> untilStored(Api api, String people, String key) {
    return () ->
        Await.value(
                FINISH_LIMIT,
                key + " is stored",
                () -> submit(api, people, key),
                answer -> answer.status() == 202)
            .json();
  }

  private static Api.Answer submit(Api api, String people, String key)
      throws IOException, InterruptedException {
    return api.send(
        api.request("/v1/campaigns/storm/recipients")
            .header("Content-Type", "application/x-ndjson")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofInputStream(() -> new SlowBytes(people))));
  }

  private static void assertEverybodyHasOneMail(SmtpSink sink, Json campaign) {
    var counts = campaign.at("recipients");
    assertThat(counts.at("accepted").asLong()).isEqualTo(ALL);
    assertThat(counts.at("delivered").asLong()).as(campaign.print()).isEqualTo(ALL);
    assertThat(sink.mails()).extracting(SmtpSink.Mail::to).doesNotHaveDuplicates().hasSize(ALL);
  }

  private static void awaitClicks(TestNode node, Clicker clicker) throws Exception {
    var counted =
        Await.value(
            SOON,
            "all clicks are counted",
            () -> clicks(node.api().campaign("storm")),
            n -> n >= clicker.answered());
    assertThat(counted).isLessThanOrEqualTo(clicker.answered() + clicker.unanswered());
  }

  private static long clicks(Json campaign) {
    var clicks = campaign.at("engagement", "clicks");
    return List.of("human", "unknown", "machine").stream()
        .mapToLong(verdict -> clicks.at(verdict).asLong())
        .sum();
  }
}
