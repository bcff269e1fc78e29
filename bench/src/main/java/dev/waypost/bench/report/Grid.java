package dev.waypost.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table of its own, such as a growth curve. The first column names the row. */
public record Grid(String name, List<String> columns, List<Line> lines) {
  /** {@code NaN} stands for a figure that there is not. */
  public record Line(String label, List<Double> values) {
    public Line {
      values = List.copyOf(values);
    }
  }

  public Grid {
    columns = List.copyOf(columns);
    lines = List.copyOf(lines);
    for (var line : lines) {
      if (line.values().size() != columns.size() - 1) {
        throw new IllegalArgumentException(
            "a line of " + name + " has " + (columns.size() - 1) + " values, got " + line);
      }
    }
  }

  /** As it is shown: the columns' names, then the lines. */
  List<List<String>> cells() {
    var cells = new ArrayList<List<String>>();
    cells.add(columns);
    for (var line : lines) {
      var row = new ArrayList<>(List.of(line.label()));
      line.values().forEach(v -> row.add(Figures.plain(v)));
      cells.add(row);
    }
    return cells;
  }
}
