package dev.waypost.bench.report;

/**
 * Where it was measured.
 *
 * @param fsyncP50Micros to write 4 KiB and sync it, where the suite keeps its files
 * @param loadBefore processes that wanted a core in the minute before the suite; NaN if unknown
 */
public record Machine(
    int cores,
    String processor,
    long memoryMiB,
    String system,
    String jdk,
    double fsyncP50Micros,
    double fsyncP99Micros,
    double loadBefore) {
  private static final double QUIET = 0.5;

  /** False when something else ran on it just before. */
  public boolean wasQuiet() {
    return !(loadBefore > QUIET);
  }

  public String summary() {
    return "%d cores (%s), %,d MiB, %s, JDK %s, fsync p50 %.0f µs, load before %.2f"
        .formatted(cores, processor, memoryMiB, system, jdk, fsyncP50Micros, loadBefore);
  }
}
