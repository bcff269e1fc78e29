package dev.waypost.http.ops;

import java.util.List;
import java.util.Map;

/** Figures of a part of the node, read at each scrape. For many threads, never blocks. */
public interface Samples {
  List<Sample> read();

  /**
   * One figure.
   *
   * @param name the whole name, {@code _total} included
   * @param help the same for all samples of a name
   * @param labels the same names for all samples of a name
   */
  record Sample(String name, String help, Kind kind, Map<String, String> labels, double value) {
    public Sample {
      labels = Map.copyOf(labels);
      if (kind == Kind.COUNTER && !name.endsWith("_total")) {
        throw new IllegalArgumentException("a counter's name ends in _total, got " + name);
      }
    }
  }

  /** Whether a figure only grows. */
  enum Kind {
    COUNTER,
    GAUGE
  }
}
