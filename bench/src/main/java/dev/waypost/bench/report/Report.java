package dev.waypost.bench.report;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that one run of a suite says.
 *
 * @param version of the program that was measured
 * @param at when the suite began
 * @param ratios of figures of this run to one another, by name
 * @param server the settings of the database's server that bear on speed, as it says them itself
 * @param notes what a reader must know to judge the figures
 */
public record Report(
    String suite,
    String version,
    Instant at,
    Machine machine,
    List<Run> runs,
    Map<String, Double> ratios,
    List<Goal> goals,
    List<Grid> grids,
    List<Chart> charts,
    Map<String, String> server,
    List<String> notes) {
  public Report {
    runs = List.copyOf(runs);
    ratios = inOrder(ratios);
    goals = List.copyOf(goals);
    grids = List.copyOf(grids);
    charts = List.copyOf(charts);
    server = inOrder(server);
    notes = List.copyOf(notes);
  }

  private static <V> Map<String, V> inOrder(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
