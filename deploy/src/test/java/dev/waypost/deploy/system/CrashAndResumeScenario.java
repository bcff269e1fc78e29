package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that is killed again and again: while it takes rows, while it sends, while it starts. In
 * the end everybody has the mail, everything is counted once, and the views are what the journal
 * says. CONTRIBUTING tells how to kill it a hundred times in a large campaign.
 */
final class CrashAndResumeScenario {
  private static final int BATCHES = 3;
  private static final int ROWS = Integer.getInteger("waypost.crash.rows", 600);
  private static final int ROWS_PER_BATCH = ROWS / BATCHES;
  private static final int KILLS_DURING_INTAKE = 2;
  private static final int KILLS_DURING_CAMPAIGN = Integer.getInteger("waypost.crash.kills", 9);
  private static final int PAUSE_MAX_MILLIS = Integer.getInteger("waypost.crash.pause", 500);
  private static final Duration INTAKE_LIMIT = Duration.ofSeconds(120);
  private static final Duration RESUME_LIMIT = Duration.ofSeconds(30);
  private static final Duration FINISH_LIMIT = Duration.ofSeconds(90 + ROWS / 100);

  /** So slow that the campaign outlives its kills, and that each kill finds mails under way. */
  private static final SmtpSink.Script SLOW =
      SmtpSink.Script.at(
          SmtpSink.Stage.DOT,
          new SmtpSink.Deed.After(
              Duration.ofMillis(Long.getLong("waypost.crash.reply", 60)),
              new SmtpSink.Deed.Reply(250, "2.0.0 taken")));

  private static final String HTML =
      """
      <p>Hello {{name}}</p>
      <a href="https://acme.example/a">A</a> <a href="https://acme.example/b?c={{id}}">B</a>
      """;

  private final long seed = Long.getLong("waypost.seed", System.nanoTime());
  private final RandomGenerator random = new java.util.Random(seed);
  @TempDir Path folder;

  @Test
  void campaign_nodeKilledManyTimes_losesNothingAndCountsOnce() throws Exception {
    survive(Map.of());
  }

  @Test
  void campaign_nodeOnPostgresKilledManyTimes_losesNothingAndCountsOnce() throws Exception {
    try (var server = PostgresProcess.start(folder.resolve("pg"))) {
      survive(server.environment());
    }
  }

  private void survive(Map<String, String> database) throws Exception {
    System.out.println("seed: -Dwaypost.seed=" + seed);
    var settings = "delivery { connections = 8, retry { initial = 1 second } }";
    var environment = new HashMap<>(database);
    try (var sink = SmtpSink.start(SLOW)) {
      environment.put("WAYPOST_SMTP", sink.url());
      try (var node = NodeProcess.in(folder.resolve("data"), environment, settings);
          var clicker = Clicker.start(sink, new java.util.Random(seed + 1))) {
        survive(node, sink, clicker);
      }
    } catch (Exception | AssertionError e) {
      throw new AssertionError("with -Dwaypost.seed=" + seed, e);
    }
  }

  private void survive(NodeProcess node, SmtpSink sink, Clicker clicker) throws Exception {
    node.start().awaitReady();
    node.api().campaign("crash", HTML);
    takeRowsWhileKilling(node);
    node.api().launch("crash");
    var killedWhileRunning = sendWhileKilling(node, sink);
    node.api().awaitState("crash", "finished", FINISH_LIMIT);
    clicker.stop();

    var campaign = settled(node);
    assertEverybodyWasMailed(sink, campaign);
    assertEveryClickCounts(clicker, campaign);
    assertThat(killedWhileRunning)
        .as("kills that hit a running campaign")
        .isGreaterThan(KILLS_DURING_CAMPAIGN / 2);
    assertViewsAreWhatTheJournalSays(node);
    assertThat(node.stop()).as(node.said()).isZero();
    assertThat(node.said()).doesNotContain("no seed-nodes");
    var audit = node.audit();
    assertThat(audit.exit()).as(audit.said()).isZero();
  }

  /** Each batch is sent again under its key until it is answered. */
  private void takeRowsWhileKilling(NodeProcess node) throws Exception {
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<Json>>();
      for (var batch = 0; batch < BATCHES; batch++) {
        var from = batch * ROWS_PER_BATCH + 1;
        var people = Api.people(from, from + ROWS_PER_BATCH - 1);
        answers.add(senders.submit(untilStored(node, people, "batch-" + batch)));
      }
      for (var i = 0; i < KILLS_DURING_INTAKE; i++) {
        Thread.sleep(random.nextInt(100, 1200));
        node.kill();
        node.start().awaitReady();
      }
      for (var answer : answers) {
        assertThat(answer.get().at("accepted").asLong()).isEqualTo(ROWS_PER_BATCH);
      }
    }
    var campaign = node.api().campaign("crash");
    assertThat(campaign.at("recipients", "accepted").asLong()).isEqualTo(ROWS);
  }

  private static Callable<Json> untilStored(NodeProcess node, String people, String key) {
    return () ->
        Await.value(
                INTAKE_LIMIT,
                key + " is stored",
                () -> trickle(node, people, key),
                answer -> answer.status() == 202)
            .json();
  }

  /** A sender with a slow line; 0 stands for a line that was cut. */
  private static Api.Answer trickle(NodeProcess node, String people, String key)
      throws InterruptedException {
    var api = node.api();
    try {
      return api.send(
          api.request("/v1/campaigns/crash/recipients")
              .header("Content-Type", "application/x-ndjson")
              .header("Idempotency-Key", key)
              .POST(BodyPublishers.ofInputStream(() -> new SlowBytes(people))));
    } catch (IOException e) {
      return new Api.Answer(0, java.net.http.HttpHeaders.of(Map.of(), (a, b) -> true), new byte[0]);
    }
  }

  /** Returns how many kills hit a running campaign. */
  private int sendWhileKilling(NodeProcess node, SmtpSink sink) throws Exception {
    var running = 0;
    for (var i = 0; i < KILLS_DURING_CAMPAIGN; i++) {
      var isDuringStart = i % 6 == 5;
      if (isDuringStart) {
        Thread.sleep(random.nextInt(300, 2500));
      } else {
        node.awaitReady();
        sink.awaitMails(Math.min(ROWS, sink.count() + 1), RESUME_LIMIT);
        Thread.sleep(random.nextInt(10, PAUSE_MAX_MILLIS));
      }
      if (sink.count() < ROWS) {
        running++;
      }
      node.kill();
      node.start();
    }
    node.awaitReady();
    return running;
  }

  /** The campaign when every hit of the log is in it. */
  private static Json settled(NodeProcess node) throws Exception {
    Await.until(
        Duration.ofSeconds(30),
        "no hit is pending",
        () -> node.api().get("/metrics").text().contains("waypost_hits_pending 0"));
    // Then the views follow.
    var before = new HashMap<String, String>();
    return Await.value(
        Duration.ofSeconds(20),
        "figures stand still",
        () -> {
          Thread.sleep(500);
          return node.api().campaign("crash");
        },
        c -> {
          var now = c.at("engagement").print();
          return now.equals(before.put("engagement", now));
        });
  }

  private static void assertViewsAreWhatTheJournalSays(NodeProcess node) throws Exception {
    var before = figures(node);
    var rebuilt = node.run("rebuild-views");
    assertThat(rebuilt.exit()).as(rebuilt.said()).isZero();
    assertThat(figures(node)).isEqualTo(before);
  }

  /** All that the views say of the campaign, but for how old it is. */
  private static List<String> figures(NodeProcess node) throws Exception {
    var campaign = node.api().campaign("crash");
    return List.of(
        campaign.at("recipients").print(),
        campaign.at("engagement").print(),
        campaign.at("inDoubtTotal").print(),
        node.api().get("/v1/campaigns/crash/links").json().at("links").print());
  }

  private static void assertEverybodyWasMailed(SmtpSink sink, Json campaign) {
    var counts = campaign.at("recipients");
    assertThat(counts.at("accepted").asLong()).isEqualTo(ROWS);
    assertThat(counts.at("delivered").asLong()).as(campaign.print()).isEqualTo(ROWS);
    var addresses = new HashMap<String, Integer>();
    sink.mails().forEach(m -> addresses.merge(m.to(), 1, Integer::sum));
    assertThat(addresses).hasSize(ROWS);
    assertThat(sink.timesByMessageId()).hasSize(ROWS);
    var more = sink.count() - ROWS;
    System.out.println(
        "mails beyond one each: %d, in doubt: %d"
            .formatted(more, campaign.at("inDoubtTotal").asLong()));
    assertThat((long) more)
        .as("mails beyond one each, against those that were in doubt")
        .isLessThanOrEqualTo(campaign.at("inDoubtTotal").asLong());
  }

  private static void assertEveryClickCounts(Clicker clicker, Json campaign) {
    assertThat(clicker.oddities()).isEmpty();
    var clicks = campaign.at("engagement", "clicks");
    var counted =
        List.of("human", "unknown", "machine").stream().mapToLong(v -> clicks.at(v).asLong()).sum();
    System.out.println(
        "clicks answered: %d, counted: %d, cut off: %d"
            .formatted(clicker.answered(), counted, clicker.unanswered()));
    assertThat(clicker.answered()).isPositive();
    assertThat(counted).isBetween(clicker.answered(), clicker.answered() + clicker.unanswered());
  }
}
