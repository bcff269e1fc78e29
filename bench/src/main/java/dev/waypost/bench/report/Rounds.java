package dev.waypost.bench.report;

import java.util.List;

/** The same figure, measured several times: at least once, in the order of measuring. */
public record Rounds(List<Double> values) {
  public Rounds {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a figure needs at least one round");
    }
    if (!values.stream().allMatch(v -> v >= 0 && v < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("figures are finite and >= 0, got " + values);
    }
  }

  public double median() {
    var sorted = values.stream().sorted().toList();
    var middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  public double least() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  public double most() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /** From the least to the most, as a share of the median; 0 for a single round. */
  public double spread() {
    return median() == 0 ? 0 : (most() - least()) / median();
  }
}
