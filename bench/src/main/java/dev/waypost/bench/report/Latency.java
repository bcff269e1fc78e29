package dev.waypost.bench.report;

/**
 * How long operations took.
 *
 * @param timed from what to what
 * @param p50Micros and so on: percentiles in microseconds
 */
public record Latency(
    String timed, Loop loop, double p50Micros, double p99Micros, double p999Micros) {
  /** Who decided when an operation begins. */
  public enum Loop {
    /** A timetable: what waits because the system is slow counts as slow. */
    OPEN,
    /** The end of another operation: says how long one took, not what a visitor would feel. */
    CLOSED
  }
}
