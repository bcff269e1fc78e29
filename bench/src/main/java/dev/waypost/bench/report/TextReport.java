package dev.waypost.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A report for a terminal. */
public final class TextReport {
  private TextReport() {}

  public static String print(Report report) {
    var out = new StringBuilder();
    out.append("%s, waypost %s%n".formatted(report.suite(), report.version()));
    out.append(report.machine().summary()).append('\n');
    if (!report.server().isEmpty()) {
      out.append("server: ");
      var settings = report.server().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue());
      out.append(String.join(", ", settings.toList())).append('\n');
    }
    out.append('\n').append(runs(report.runs()));
    if (!report.ratios().isEmpty()) {
      var cells = new ArrayList<>(List.of(List.of("ratio", "")));
      report.ratios().forEach((name, value) -> cells.add(List.of(name, Figures.plain(value))));
      out.append('\n').append(Columns.align(cells));
    }
    for (var grid : report.grids()) {
      out.append('\n').append(grid.name()).append('\n').append(Columns.align(grid.cells()));
    }
    if (!report.goals().isEmpty()) {
      out.append('\n').append(Columns.align(goals(report.goals())));
    }
    report.notes().forEach(note -> out.append("\nNote: ").append(note));
    return out.append(report.notes().isEmpty() ? "" : "\n").toString();
  }

  private static String runs(List<Run> runs) {
    var cells = new ArrayList<List<String>>();
    cells.add(List.of("run", "mode", "rate", "spread", "p50", "p99", "p99.9", "errors"));
    for (var run : runs) {
      var rounds = run.rounds().values().size();
      cells.add(
          List.of(
              run.name(),
              run.mode(),
              Figures.plain(run.ratePerSecond()) + " " + run.unit() + "/s",
              rounds > 1 ? Figures.percent(run.rounds().spread()) + " of " + rounds : "-",
              run.latency().map(l -> Figures.time(l.p50Micros())).orElse("-"),
              run.latency().map(l -> Figures.time(l.p99Micros())).orElse("-"),
              run.latency().map(l -> Figures.time(l.p999Micros())).orElse("-"),
              Long.toString(run.errors())));
    }
    return Columns.align(cells, 2);
  }

  private static List<List<String>> goals(List<Goal> goals) {
    var cells = new ArrayList<List<String>>();
    cells.add(List.of("wanted", "", "measured", ""));
    for (var goal : goals) {
      cells.add(
          List.of(
              goal.name(),
              wanted(goal),
              (Figures.plain(goal.measured()) + " " + goal.unit()).strip(),
              goal.isMet() ? "met" : "MISSED"));
    }
    return cells;
  }

  static String wanted(Goal goal) {
    var sign =
        switch (goal.bound()) {
          case AT_LEAST -> ">= ";
          case AT_MOST -> "<= ";
        };
    return (sign + Figures.plain(goal.wanted()) + " " + goal.unit()).strip();
  }
}
