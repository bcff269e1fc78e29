package dev.waypost.bench.report;

/**
 * What the project promises, beside what was measured.
 *
 * @param unit empty for a ratio
 */
public record Goal(String name, double measured, Bound bound, double wanted, String unit) {
  /** On which side of the wanted figure it must be. */
  public enum Bound {
    AT_LEAST,
    AT_MOST
  }

  public static Goal atLeast(String name, double measured, double wanted, String unit) {
    return new Goal(name, measured, Bound.AT_LEAST, wanted, unit);
  }

  public static Goal atMost(String name, double measured, double wanted, String unit) {
    return new Goal(name, measured, Bound.AT_MOST, wanted, unit);
  }

  public boolean isMet() {
    return switch (bound) {
      case AT_LEAST -> measured >= wanted;
      case AT_MOST -> measured <= wanted;
    };
  }
}
