package dev.waypost.bench.intake;

import dev.waypost.bench.node.HeapWatch;
import dev.waypost.bench.postgres.Postgres;
import dev.waypost.bench.postgres.PostgresServer;
import dev.waypost.bench.report.Chart;
import dev.waypost.bench.report.Findings;
import dev.waypost.bench.report.Goal;
import dev.waypost.bench.report.Grid;
import dev.waypost.bench.stage.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Batches of ever ten times more rows: what each costs in time, heap and disk. */
record Growth(
    Stage stage, PostgresServer server, Postgres database, HeapWatch heap, Batches batches) {
  /** A tenth of slack for noise, and as much for deeper indexes. */
  private static final double LINEAR_AT_MOST = 1.2;

  private static final int MILLION = 1_000_000;

  private record Step(int rows, double seconds, HeapWatch.Heap heap, double diskBytes) {
    double microsPerRow() {
      return seconds * 1e6 / rows;
    }
  }

  void measure(int most, Findings findings) throws IOException, InterruptedException {
    var steps = new ArrayList<Step>();
    for (var rows : List.of(Math.max(10, most / 100), Math.max(10, most / 10), most)) {
      stage.say("PostgreSQL: a batch of %,d".formatted(rows));
      steps.add(step(rows, findings));
    }
    var columns =
        List.of(
            "rows",
            "seconds",
            "µs a row",
            "heap peak MiB",
            "heap after GC MiB",
            "heap live MiB",
            "disk bytes a row");
    var lines = steps.stream().map(Growth::line).toList();
    findings.grid(new Grid("Growth of batches, PostgreSQL", columns, lines));
    findings.chart(chart(steps));
    var linearity = steps.get(2).microsPerRow() / steps.get(1).microsPerRow();
    findings.ratio("time a row, largest batch / one of a tenth", linearity);
    findings.goal(
        Goal.atMost("time a row, largest batch / one of a tenth", linearity, LINEAR_AT_MOST, ""));
    if (most >= MILLION) {
      findings.goal(
          Goal.atMost("heap peak of the largest batch", steps.get(2).heap().peakMiB(), 512, "MiB"));
    }
  }

  private Step step(int rows, Findings findings) throws IOException, InterruptedException {
    server.checkpoint();
    heap.look();
    var before = total(database);
    var stored = batches.submit(rows);
    var bytes = (total(database) - before) / (double) rows;
    var step = new Step(rows, stored.seconds(), heap.look(), bytes);
    var tally = new Tally(rows);
    tally.add(stored.seconds(), stored.notAccepted());
    findings.run(
        tally
            .run("intake", "PostgreSQL, one batch of %,d".formatted(rows))
            .with("heap peak MiB", step.heap().peakMiB())
            .with("disk bytes per recipient", step.diskBytes()));
    return step;
  }

  private static Grid.Line line(Step step) {
    return new Grid.Line(
        "%,d".formatted(step.rows()),
        List.of(
            step.seconds(),
            step.microsPerRow(),
            step.heap().peakMiB(),
            step.heap().afterMiB(),
            step.heap().liveMiB(),
            step.diskBytes()));
  }

  private static Chart chart(List<Step> steps) {
    var time =
        steps.stream().map(s -> new Chart.Point(s.rows(), Math.max(0.001, s.seconds()))).toList();
    var heap =
        steps.stream()
            .map(s -> new Chart.Point(s.rows(), Math.max(0.001, s.heap().peakMiB())))
            .toList();
    return new Chart.Growth(
        "Growth of batches",
        "rows",
        "s or MiB",
        List.of(new Chart.Series("time, s", time), new Chart.Series("heap peak, MiB", heap)));
  }

  private static long total(Postgres database) {
    return database.sizes().values().stream().mapToLong(Long::longValue).sum();
  }
}
