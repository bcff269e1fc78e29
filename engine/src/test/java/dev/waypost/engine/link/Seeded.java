package dev.waypost.engine.link;

import java.util.Random;
import java.util.function.Consumer;

/** Runs a property many times, and names the seed of the run that fails. */
final class Seeded {
  private Seeded() {}

  static void times(int runs, Consumer<Random> property) {
    for (var seed = 1L; seed <= runs; seed++) {
      try {
        property.accept(new Random(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }
}
