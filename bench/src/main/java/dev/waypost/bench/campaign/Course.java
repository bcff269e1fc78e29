package dev.waypost.bench.campaign;

import dev.waypost.bench.load.People;
import dev.waypost.bench.node.BenchNode;
import dev.waypost.bench.node.SenderApi;
import dev.waypost.bench.postgres.Postgres;
import dev.waypost.bench.postgres.PostgresServer;
import dev.waypost.bench.postgres.Schema;
import dev.waypost.bench.stage.BenchFailure;
import dev.waypost.bench.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** One campaign of some size, from an empty database to the audit. */
record Course(Stage stage, PostgresServer server, MailSink sink, int recipients) {
  private static final int HEAP_MIB = 512;
  private static final Duration LIMIT = Duration.ofMinutes(45);
  private static final long LOOK_MILLIS = 100;
  private static final String WARM_UP = "warm-up";
  private static final String CAMPAIGN = "measured";
  private static final String CONTENT =
      """
      {"from": {"name": "Acme", "email": "news@acme.example"}, "subject": "{{name}}, your week in {{city}}",
       "html": "<html><body><h1>Hello {{name}}</h1><p>%s</p><p><a href=\\"https://acme.example/week\\">This week</a> <a href=\\"https://acme.example/?plan={{plan}}\\">Your plan</a></p><p><a href=\\"{{waypost.unsubscribeUrl}}\\">No more</a></p></body></html>"}
      """
          .formatted("What happened in {{city}} this week, told at some length. ".repeat(30));

  /**
   * What it cost.
   *
   * @param disk bytes by table, of this campaign alone
   */
  record Cost(
      int recipients,
      double intakeSeconds,
      double sendSeconds,
      double heapPeakMiB,
      double heapBytesPerRecipient,
      Counted clicks,
      Map<String, Long> disk) {
    double bytesPerRecipient() {
      return disk.values().stream().mapToLong(Long::longValue).sum() / (double) recipients;
    }
  }

  Cost run() throws IOException, InterruptedException {
    var database = server.database("campaign");
    Schema.create(database);
    var environment = new HashMap<>(database.environment());
    environment.put("WAYPOST_SMTP", sink.url());
    var folder = stage.folder().resolve("campaign-" + recipients);
    var setup = BenchNode.Setup.of(stage.node(), folder, environment, HEAP_MIB);
    var cost = measure(setup, database);
    server.drop(database);
    return cost;
  }

  private Cost measure(BenchNode.Setup setup, Postgres database)
      throws IOException, InterruptedException {
    Clicks clicks;
    double intakeSeconds;
    double sendSeconds;
    double peak;
    double grown;
    Map<String, Long> before;
    try (var node = BenchNode.start(setup)) {
      var warmUp = Math.max(50, Math.min(2_000, recipients / 10));
      stage.say("%,d recipients: warming up with %,d".formatted(recipients, warmUp));
      submit(node.api(), WARM_UP, warmUp);
      send(node.api(), WARM_UP);
      server.checkpoint();
      before = database.sizes();
      var heap = node.heap();
      var empty = heap.look();
      stage.say("%,d recipients: coming in".formatted(recipients));
      intakeSeconds = submit(node.api(), CAMPAIGN, recipients).seconds();
      stage.say("%,d recipients: sending".formatted(recipients));
      sendSeconds = send(node.api(), CAMPAIGN);
      var full = heap.look();
      peak = full.peakMiB();
      grown = (full.liveMiB() - empty.liveMiB()) * 1024 * 1024 / recipients;
      clicks = Clicks.of(node, setup, CAMPAIGN);
      node.stop();
    }
    if (clicks.count() != recipients) {
      throw new BenchFailure(
          "of %d recipients %d have links".formatted(recipients, clicks.count()),
          "the export of the campaign is not whole");
    }
    clicks.logInto(setup);
    server.checkpoint();
    stage.say("%,d recipients: clicking".formatted(recipients));
    Counted counted;
    var started = System.nanoTime();
    try (var node = BenchNode.start(setup)) {
      counted = countClicks(node.api(), started);
      node.stop();
    }
    audit(setup);
    return new Cost(
        recipients,
        intakeSeconds,
        sendSeconds,
        peak,
        grown,
        counted,
        grown(before, database.sizes()));
  }

  private SenderApi.Stored submit(SenderApi api, String campaign, int rows)
      throws IOException, InterruptedException {
    api.putCampaign(campaign, CONTENT);
    var file = People.write(stage.folder().resolve(campaign + ".ndjson"), campaign, rows);
    var stored = api.submit(campaign, file);
    Files.delete(file);
    if (stored.accepted() != rows) {
      throw new BenchFailure(
          "of %d rows %d were accepted".formatted(rows, stored.accepted()), "all should be");
    }
    return stored;
  }

  /** From the launch until the view says that all is finished. */
  private static double send(SenderApi api, String campaign)
      throws IOException, InterruptedException {
    var begin = System.nanoTime();
    api.launch(campaign);
    while (true) {
      var now = api.campaign(campaign);
      var seconds = (System.nanoTime() - begin) / 1e9;
      if (now.text("state").equals("finished")) {
        var delivered = now.number("recipients.delivered");
        if (delivered != now.number("recipients.accepted")) {
          throw new BenchFailure(
              "only %d mails of %s were delivered".formatted(delivered, campaign),
              "the sink takes everything: see the node's log");
        }
        return seconds;
      }
      requireTime(begin);
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /**
   * Clicks that were counted.
   *
   * @param span what the seconds cover
   */
  record Counted(long clicks, double seconds, Span span) {}

  /** Over what a rate of clicks was taken. */
  enum Span {
    /** The first fifth made the node warm. */
    WARM,
    /** So few that most were done when the node said that it was ready: its start is within. */
    WITH_START
  }

  /** Until the view shows the last. */
  private Counted countClicks(SenderApi api, long startedNanos)
      throws IOException, InterruptedException {
    var warm = awaitClicks(api, recipients / 5);
    var from = System.nanoTime();
    awaitClicks(api, recipients);
    var end = System.nanoTime();
    return warm <= recipients / 2
        ? new Counted(recipients - warm, (end - from) / 1e9, Span.WARM)
        : new Counted(recipients, (end - startedNanos) / 1e9, Span.WITH_START);
  }

  private static long awaitClicks(SenderApi api, int wanted)
      throws IOException, InterruptedException {
    var begin = System.nanoTime();
    while (true) {
      var now = clicks(api);
      if (now >= wanted) {
        return now;
      }
      requireTime(begin);
      Thread.sleep(LOOK_MILLIS / 5);
    }
  }

  private static long clicks(SenderApi api) throws IOException, InterruptedException {
    var now = api.campaign(CAMPAIGN);
    return now.number("engagement.clicks.human")
        + now.number("engagement.clicks.unknown")
        + now.number("engagement.clicks.machine");
  }

  private static void requireTime(long beginNanos) {
    if (System.nanoTime() - beginNanos > LIMIT.toNanos()) {
      throw new BenchFailure("nothing more happens", "see the node's log; a smaller size may do");
    }
  }

  private void audit(BenchNode.Setup setup) throws IOException, InterruptedException {
    stage.say("%,d recipients: audit".formatted(recipients));
    var audited = BenchNode.audit(setup);
    if (audited.exit() != 0) {
      throw new BenchFailure(
          "the audit of %d recipients ended with %d".formatted(recipients, audited.exit()),
          audited.said().strip());
    }
  }

  private static Map<String, Long> grown(Map<String, Long> before, Map<String, Long> after) {
    var grown = new LinkedHashMap<String, Long>();
    after.forEach((table, bytes) -> grown.put(table, bytes - before.getOrDefault(table, 0L)));
    return grown;
  }
}
