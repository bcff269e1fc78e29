package dev.waypost.bench.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One of everything. */
final class SampleReport {
  private SampleReport() {}

  static Report report() {
    return report(new Machine(2, "EPYC", 24_105, "Linux 6.18", "25.0.3", 286.4, 512, 0.12));
  }

  static Report report(Machine machine) {
    return new Findings()
        .run(
            Run.of(
                    "intake",
                    "PostgreSQL",
                    "rows",
                    new Rounds(List.of(40_000.0, 44_000.0, 42_000.0)))
                .with(
                    new Latency(
                        "a batch of 1,000 rows", Latency.Loop.CLOSED, 950.5, 12_345, 23_456_789))
                .with("heap peak MiB", 301.25))
        .run(Run.of("COPY", "PostgreSQL", "rows", 60_000).withErrors(2))
        .ratio("intake / COPY", 0.7)
        .goal(Goal.atLeast("intake / COPY", 0.7, 0.5, ""))
        .goal(Goal.atMost("heap peak", 600, 512, "MiB"))
        .grid(
            new Grid(
                "Growth",
                List.of("rows", "seconds", "µs a row"),
                List.of(
                    new Grid.Line("1,000", List.of(0.05, 50.0)),
                    new Grid.Line("10,000", List.of(0.4, Double.NaN)))))
        .chart(
            new Chart.Bars(
                "Rates <of> rows",
                "rows/s",
                List.of(new Chart.Bar("a & b", 3), new Chart.Bar("c", 0))))
        .chart(
            new Chart.Growth(
                "Growth",
                "rows",
                "s",
                List.of(
                    new Chart.Series(
                        "time",
                        List.of(new Chart.Point(1_000, 0.05), new Chart.Point(10_000, 0.4))))))
        .server(Map.of("fsync", "on"))
        .note("With <care> & \"quotes\".")
        .report("intake", "1.2.3", Instant.parse("2026-03-01T10:00:00Z"), machine);
  }
}
