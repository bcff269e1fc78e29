package dev.waypost.bench.intake;

import dev.waypost.bench.node.BenchNode;
import dev.waypost.bench.postgres.BatchCopy;
import dev.waypost.bench.postgres.PostgresServer;
import dev.waypost.bench.postgres.Schema;
import dev.waypost.bench.report.Findings;
import dev.waypost.bench.report.Goal;
import dev.waypost.bench.stage.Stage;
import dev.waypost.bench.stage.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/**
 * Batches of NDJSON over HTTP to a node, from the beginning of the request until all rows are
 * durable and sealed. The reference copies each batch's rows in between; SQLite and sizes that grow
 * follow.
 */
public final class IntakeSuite implements Suite {
  private static final int HEAP_MIB = 512;
  private static final double SHARE_OF_COPY = 0.5;
  private static final int MILLION = 1_000_000;

  @Override
  public String name() {
    return "intake";
  }

  @Override
  public String what() {
    return "batches of recipients over HTTP, durable and sealed, against COPY of the same rows";
  }

  @Override
  public Findings run(Stage stage) throws IOException, InterruptedException {
    var most = stage.scale().recipients(20_000, MILLION);
    var plan = new Plan(most, Math.max(100, most / 10), stage.scale().pick(1, 3));
    var findings = new Findings();
    try (var server = PostgresServer.of(stage)) {
      findings.server(server.settings());
      onPostgres(stage, server, plan, findings);
    }
    onSqlite(stage, plan, findings);
    return findings
        .barsOfRuns("Rows per second", "rows")
        .note("Rates count from the request's first byte to the answer: parsed, durable, sealed.")
        .note("COPY: the same rows, one transaction, binary format, the same tables and indexes.")
        .note("Each side had a batch of the same size before, which does not count.")
        .note("A node's heap is bound to %d MiB in all runs.".formatted(HEAP_MIB));
  }

  /**
   * How much of it.
   *
   * @param most rows of the largest batch
   * @param compared rows of the batches that are compared
   */
  record Plan(int most, int compared, int rounds) {}

  private static void onPostgres(Stage stage, PostgresServer server, Plan plan, Findings findings)
      throws IOException, InterruptedException {
    var database = server.database("intake");
    Schema.create(database);
    var reference = server.copyOf(database, "copy");
    var setup = setup(stage, "postgres", database.environment());
    try (var node = BenchNode.start(setup)) {
      var batches = new Batches(stage.folder(), node.api());
      var ours = new Tally(plan.compared());
      var copied = new Tally(plan.compared());
      for (var round = 0; round <= plan.rounds(); round++) {
        stage.say(round == 0 ? "PostgreSQL: warming up" : "PostgreSQL: round " + round);
        server.checkpoint();
        var stored = batches.submit(plan.compared());
        var copy = BatchCopy.of(database, stored.batch(), stage.folder());
        server.checkpoint();
        var copySeconds = copy.secondsInto(reference);
        if (round > 0) {
          ours.add(stored.seconds(), stored.notAccepted());
          copied.add(copySeconds, 0);
        }
      }
      server.drop(reference);
      var run = ours.run("intake", "PostgreSQL");
      var peer = copied.run("COPY", "PostgreSQL");
      var ratio = run.ratePerSecond() / peer.ratePerSecond();
      findings.run(run).run(peer).ratio("intake / COPY", ratio);
      findings.goal(Goal.atLeast("intake / COPY", ratio, SHARE_OF_COPY, ""));
      new Growth(stage, server, database, node.heap(), batches).measure(plan.most(), findings);
      findings.note(
          "The node's process had at most %.0f MiB of the machine's memory."
              .formatted(node.residentPeakMiB()));
      node.stop();
    }
    server.drop(database);
  }

  private static void onSqlite(Stage stage, Plan plan, Findings findings)
      throws IOException, InterruptedException {
    var setup = setup(stage, "sqlite", Map.of());
    try (var node = BenchNode.start(setup)) {
      var batches = new Batches(stage.folder(), node.api());
      var tally = new Tally(plan.compared());
      for (var round = 0; round <= plan.rounds(); round++) {
        stage.say(round == 0 ? "SQLite: warming up" : "SQLite: round " + round);
        var stored = batches.submit(plan.compared());
        if (round > 0) {
          tally.add(stored.seconds(), stored.notAccepted());
        }
      }
      node.stop();
      var bytes = Files.size(setup.data().resolve("waypost.db"));
      var rows = (double) plan.compared() * (plan.rounds() + 1);
      findings.run(tally.run("intake", "SQLite").with("disk bytes per recipient", bytes / rows));
    }
  }

  /** Nobody is mailed, so no relay has to be there. */
  private static BenchNode.Setup setup(Stage stage, String name, Map<String, String> database) {
    var environment = new java.util.HashMap<>(database);
    environment.put("WAYPOST_SMTP", "smtp://127.0.0.1:1");
    return BenchNode.Setup.of(stage.node(), stage.folder().resolve(name), environment, HEAP_MIB);
  }
}
