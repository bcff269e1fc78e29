package dev.waypost.bench.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report that is being gathered. One thread. */
public final class Findings {
  private final List<Run> runs = new ArrayList<>();
  private final Map<String, Double> ratios = new LinkedHashMap<>();
  private final List<Goal> goals = new ArrayList<>();
  private final List<Grid> grids = new ArrayList<>();
  private final List<Chart> charts = new ArrayList<>();
  private final Map<String, String> server = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  public Findings run(Run run) {
    runs.add(run);
    return this;
  }

  public Findings ratio(String name, double value) {
    ratios.put(name, value);
    return this;
  }

  public Findings goal(Goal goal) {
    goals.add(goal);
    return this;
  }

  public Findings grid(Grid grid) {
    grids.add(grid);
    return this;
  }

  public Findings chart(Chart chart) {
    charts.add(chart);
    return this;
  }

  public Findings server(Map<String, String> settings) {
    server.putAll(settings);
    return this;
  }

  public Findings note(String note) {
    notes.add(note);
    return this;
  }

  /** Bars of all runs so far that count the same thing. */
  public Findings barsOfRuns(String title, String unit) {
    var bars =
        runs.stream()
            .filter(r -> r.unit().equals(unit))
            .map(r -> new Chart.Bar(r.name() + ", " + r.mode(), r.ratePerSecond()))
            .toList();
    return chart(new Chart.Bars(title, unit + "/s", bars));
  }

  public Report report(String suite, String version, Instant at, Machine machine) {
    return new Report(
        suite, version, at, machine, runs, ratios, goals, grids, charts, server, notes);
  }
}
