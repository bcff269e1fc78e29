package dev.waypost.bench.load;

import dev.waypost.bench.report.Latency;
import org.HdrHistogram.ConcurrentHistogram;

/** Collects times, up to an hour each, from many threads. */
public final class Stopwatch {
  private static final long NANOS_MAX = 3_600_000_000_000L;

  private final ConcurrentHistogram nanos = new ConcurrentHistogram(NANOS_MAX, 3);

  public void took(long itNanos) {
    nanos.recordValue(Math.clamp(itNanos, 0, NANOS_MAX));
  }

  public long count() {
    return nanos.getTotalCount();
  }

  public Latency latency(String timed, Latency.Loop loop) {
    return new Latency(timed, loop, at(50), at(99), at(99.9));
  }

  private double at(double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1000.0;
  }
}
