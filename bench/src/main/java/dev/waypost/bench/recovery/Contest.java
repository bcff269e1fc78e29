package dev.waypost.bench.recovery;

import dev.waypost.bench.report.Latency;
import dev.waypost.bench.report.Rounds;
import dev.waypost.bench.report.Run;
import java.util.ArrayList;
import java.util.List;

/** The rounds of one journal. */
final class Contest {
  private final Journal journal;
  private final List<Herd.Measured> rounds = new ArrayList<>();

  Contest(Journal journal) {
    this.journal = journal;
  }

  Journal journal() {
    return journal;
  }

  /** The journals that are compared are; those that are only quoted have one round. */
  boolean isRepeated() {
    return switch (journal) {
      case Journal.Ours ours -> true;
      case Journal.Stock stock -> stock.tuning() == Journal.Tuning.TUNED;
    };
  }

  void add(Herd.Measured round) {
    rounds.add(round);
  }

  double rate() {
    return rounds().median();
  }

  /** Latencies are those of the last round. */
  Run run(String name, String unit, String timed) {
    return Run.of(name, journal.mode(), unit, rounds())
        .with(rounds.getLast().took().latency(timed, Latency.Loop.CLOSED))
        .withErrors(rounds.stream().mapToLong(Herd.Measured::errors).sum());
  }

  private Rounds rounds() {
    return new Rounds(rounds.stream().map(Herd.Measured::perSecond).toList());
  }
}
