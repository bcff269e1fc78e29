package dev.waypost.bench.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that was measured, over its rounds.
 *
 * @param mode under which circumstances, or against whom
 * @param unit of what a second holds {@code ratePerSecond}: the median of the rounds
 * @param latency of what {@code timed} names; absent where a run has no single operations
 * @param errors operations that failed; a run with errors proves nothing
 * @param figures what else belongs to it, by name with unit
 */
public record Run(
    String name,
    String mode,
    String unit,
    Rounds rounds,
    Optional<Latency> latency,
    long errors,
    Map<String, Double> figures) {
  public Run {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  public static Run of(String name, String mode, String unit, Rounds rounds) {
    return new Run(name, mode, unit, rounds, Optional.empty(), 0, Map.of());
  }

  public static Run of(String name, String mode, String unit, double ratePerSecond) {
    return of(name, mode, unit, new Rounds(List.of(ratePerSecond)));
  }

  public double ratePerSecond() {
    return rounds.median();
  }

  public Run with(Latency its) {
    return new Run(name, mode, unit, rounds, Optional.of(its), errors, figures);
  }

  public Run with(String figure, double value) {
    var more = new LinkedHashMap<>(figures);
    more.put(figure, value);
    return new Run(name, mode, unit, rounds, latency, errors, more);
  }

  public Run withErrors(long count) {
    return new Run(name, mode, unit, rounds, latency, count, figures);
  }
}
