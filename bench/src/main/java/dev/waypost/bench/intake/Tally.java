package dev.waypost.bench.intake;

import dev.waypost.bench.load.Stopwatch;
import dev.waypost.bench.report.Latency;
import dev.waypost.bench.report.Rounds;
import dev.waypost.bench.report.Run;
import java.util.ArrayList;
import java.util.List;

/** The rounds of batches of one size. */
final class Tally {
  private final int rows;
  private final List<Double> rates = new ArrayList<>();
  private final Stopwatch batches = new Stopwatch();
  private long errors;

  Tally(int rows) {
    this.rows = rows;
  }

  void add(double seconds, long notAccepted) {
    rates.add(rows / seconds);
    batches.took(Math.round(seconds * 1e9));
    errors += notAccepted;
  }

  Run run(String name, String mode) {
    var timed = "a batch of %,d rows".formatted(rows);
    return Run.of(name, mode, "rows", new Rounds(rates))
        .with(batches.latency(timed, Latency.Loop.CLOSED))
        .withErrors(errors);
  }
}
