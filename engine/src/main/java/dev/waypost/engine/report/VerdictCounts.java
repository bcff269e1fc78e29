package dev.waypost.engine.report;

/**
 * Hits by verdict.
 *
 * @param unique recipients with at least one hit that is not a machine's
 */
public record VerdictCounts(long human, long unknown, long machine, long unique) {
  public static final VerdictCounts NONE = new VerdictCounts(0, 0, 0, 0);
}
