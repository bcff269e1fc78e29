package dev.waypost.bench.report;

import java.util.List;

/** A picture of figures that stand in the report in numbers, too. */
public sealed interface Chart {
  String title();

  record Bar(String label, double value) {}

  record Bars(String title, String unit, List<Bar> bars) implements Chart {
    public Bars {
      bars = List.copyOf(bars);
    }
  }

  record Point(double x, double y) {}

  record Series(String name, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  /** Both axes logarithmic, so that what is linear shows as a straight line; values are > 0. */
  record Growth(String title, String xUnit, String yUnit, List<Series> series) implements Chart {
    public Growth {
      series = List.copyOf(series);
    }
  }
}
