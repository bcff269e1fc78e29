package dev.waypost.bench.recovery;

import dev.waypost.bench.postgres.Postgres;
import dev.waypost.bench.postgres.PostgresServer;
import dev.waypost.bench.postgres.StockTables;
import dev.waypost.bench.recovery.RecoverySuite.Plan;
import dev.waypost.bench.report.Findings;
import dev.waypost.bench.report.Goal;
import dev.waypost.bench.stage.BenchFailure;
import dev.waypost.bench.stage.Stage;
import java.util.ArrayList;
import java.util.List;

/** Recipients that wake: their past is read, one event is persisted. */
record Cold(Stage stage, PostgresServer server, Postgres database, StockTables tables, Plan plan) {
  private static final int FIRST = 10_000_000;
  private static final double WANTED = 15_000;
  private static final double WANTED_RATIO = 1.5;
  private static final int LONGEST_PROMISED = 50;

  void measure(Findings findings) throws InterruptedException {
    for (var past : plan.pasts()) {
      stage.say("writing %,d lives of %d".formatted(plan.recipients(past), past));
      var life = new Journal.Ours(database, Being.Snapshots.SOME);
      try (var opened = life.open()) {
        var written =
            new Herd(opened.system(), life.habit()).wake(first(past), plan.recipients(past), past);
        if (written.errors() > 0) {
          throw new BenchFailure(
              written.errors() + " recipients did not write their past", "see the log above");
        }
      }
    }
    tables.copyFromOurs();
    tables.settle();
    for (var past : plan.pasts()) {
      measure(past, findings);
    }
  }

  private void measure(int past, Findings findings) throws InterruptedException {
    var contests = new ArrayList<Contest>();
    for (var journal : journals(past)) {
      contests.add(new Contest(journal));
    }
    for (var round = plan.firstRound(); round <= plan.rounds(); round++) {
      stage.say(
          "waking %,d with %d events, round %d".formatted(plan.recipients(past), past, round));
      for (var contest : contests) {
        if (contest.isRepeated() || round == 1) {
          var measured = wake(contest.journal(), past);
          if (round > 0) {
            contest.add(measured);
          }
        }
      }
    }
    var name = "cold, " + past + (past == 1 ? " event" : " events");
    contests.forEach(c -> findings.run(c.run(name, "recipients", "wake and persist one")));
    var ours = contests.getFirst().rate();
    for (var contest : contests.subList(1, contests.size())) {
      findings.ratio(name + ": Waypost / " + contest.journal().mode(), ours / contest.rate());
    }
    if (past <= LONGEST_PROMISED) {
      var tuned = contests.get(1).rate();
      findings.goal(Goal.atLeast(name, ours, WANTED, "recipients/s"));
      findings.goal(
          Goal.atLeast(name + ": Waypost / stock, tuned", ours / tuned, WANTED_RATIO, ""));
    }
  }

  /** With many events behind them, the slower variants would only take time. */
  private List<Journal> journals(int past) {
    var journals = RecoverySuite.journals(database, Journal.Tuning.TUNED);
    if (past < Plan.LONG) {
      journals.add(new Journal.Stock(database, Journal.Tuning.DEFAULT));
      journals.add(new Journal.Stock(database, Journal.Tuning.TAGGED));
    }
    return journals;
  }

  private Herd.Measured wake(Journal journal, int past) throws InterruptedException {
    var mark = tables.mark();
    server.checkpoint();
    try (var life = journal.open()) {
      var herd = new Herd(life.system(), journal.habit());
      herd.wake(FIRST * 9, Math.max(50, plan.recipients() / 10), 1); // the plugin, awake itself
      return herd.wake(first(past), plan.recipients(past), 1);
    } finally {
      tables.rewind(mark);
    }
  }

  /** Each length of life has recipients of its own. */
  private static int first(int past) {
    return FIRST + past * 100_000;
  }
}
