package dev.waypost.bench.recovery;

import dev.waypost.bench.postgres.Postgres;
import dev.waypost.bench.postgres.PostgresServer;
import dev.waypost.bench.recovery.RecoverySuite.Plan;
import dev.waypost.bench.report.Findings;
import dev.waypost.bench.report.Goal;
import dev.waypost.bench.stage.Stage;

/** Recipients that are awake: all persist at the same time, one event after the other. */
record Warm(Stage stage, PostgresServer server, Postgres database, Plan plan) {
  private static final double WANTED = 40_000;

  void measure(Findings findings) throws InterruptedException {
    var contests =
        RecoverySuite.journals(database, Journal.Tuning.TUNED, Journal.Tuning.TAGGED).stream()
            .map(Contest::new)
            .toList();
    for (var round = plan.firstRound(); round <= plan.rounds(); round++) {
      stage.say("%,d awake, round %d".formatted(plan.recipients(), round));
      for (var contest : contests) {
        if (contest.isRepeated() || round == 1) {
          var measured = persist(contest.journal(), round);
          if (round > 0) {
            contest.add(measured);
          }
        }
      }
    }
    contests.forEach(c -> findings.run(c.run("warm", "events", "persist one of many at a time")));
    var ours = contests.getFirst().rate();
    for (var contest : contests.subList(1, contests.size())) {
      findings.ratio("warm: Waypost / " + contest.journal().mode(), ours / contest.rate());
    }
    findings.goal(Goal.atLeast("warm events", ours, WANTED, "events/s"));
  }

  /** Each round has recipients that nobody has heard of; waking them does not count. */
  private Herd.Measured persist(Journal journal, int round) throws InterruptedException {
    server.checkpoint();
    try (var life = journal.open()) {
      var herd = new Herd(life.system(), journal.habit());
      herd.wake(round * plan.recipients(), plan.recipients(), 1);
      return herd.persist(plan.warmEvents());
    }
  }
}
