package dev.waypost.bench.recovery;

import dev.waypost.bench.postgres.Postgres;
import dev.waypost.bench.postgres.PostgresServer;
import dev.waypost.bench.postgres.Schema;
import dev.waypost.bench.postgres.StockTables;
import dev.waypost.bench.report.Findings;
import dev.waypost.bench.stage.Stage;
import dev.waypost.bench.stage.Suite;
import java.io.IOException;
import java.util.List;

/**
 * Recipients that wake with 1, 50 and 300 events behind them and persist one more; recipients that
 * are awake and persist; and how quickly the views follow. The peer is the stock plugin, as shipped
 * and tuned, on the same server with the same bytes.
 */
public final class RecoverySuite implements Suite {
  @Override
  public String name() {
    return "recovery";
  }

  @Override
  public String what() {
    return "recipients that wake and write, against the stock JDBC plugin; views that follow";
  }

  /**
   * How much of it.
   *
   * @param recipients that wake in a round; with long histories fewer
   * @param pasts events that lie behind them
   * @param warmEvents of each recipient that is awake
   * @param viewSteps rates that are tried, for so many seconds each
   */
  record Plan(
      int recipients,
      List<Integer> pasts,
      int rounds,
      int warmEvents,
      int viewSteps,
      int viewSeconds) {
    static final int LONG = 300;

    /** Round 0 does not count: it makes the JVM warm. */
    int firstRound() {
      return rounds > 1 ? 0 : 1;
    }

    int recipients(int past) {
      return past >= LONG ? Math.max(50, recipients / 5) : recipients;
    }
  }

  @Override
  public Findings run(Stage stage) throws IOException, InterruptedException {
    var plan =
        stage.scale().isQuick()
            ? new Plan(stage.scale().recipients(500, 500), List.of(1, 20), 1, 5, 1, 2)
            : new Plan(
                stage.scale().recipients(0, 10_000), List.of(1, 50, Plan.LONG), 3, 20, 4, 10);
    var findings = new Findings();
    try (var server = PostgresServer.of(stage)) {
      findings.server(server.settings());
      var database = server.database("recovery");
      Schema.create(database);
      var tables = StockTables.create(database);
      new Warm(stage, server, database, plan).measure(findings);
      tables.clear();
      new Cold(stage, server, database, tables, plan).measure(findings);
      server.drop(database);
      new Following(stage, server, plan).measure(findings);
    }
    return findings
        .barsOfRuns("Recipients that wake and persist one event, per second", "recipients")
        .barsOfRuns("Events per second", "events")
        .note(
            "Views: recipients write by a timetable while the views follow; the rate quoted is the"
                + " highest tried at which the oldest event that is not counted was never older"
                + " than 5 s, and not ever older.")
        .note("Cold: the actor system was started anew; the server's memory is warm on both sides.")
        .note(
            "The entity has a recipient's real state and events, without sharding and mail around"
                + " it; at most 2,000 of them are on their way at a time.")
        .note(
            "Stock plugin, defaults: but with a write buffer of 50,000. Tuned: no snapshots,"
                + " max-concurrent-recoveries 1000, replay filter off, no global order of answers,"
                + " the default dispatcher, reWriteBatchedInserts.");
  }

  static List<Journal> journals(Postgres database, Journal.Tuning... tunings) {
    var journals = new java.util.ArrayList<Journal>();
    journals.add(new Journal.Ours(database, Being.Snapshots.SOME));
    for (var tuning : tunings) {
      journals.add(new Journal.Stock(database, tuning));
    }
    return journals;
  }
}
