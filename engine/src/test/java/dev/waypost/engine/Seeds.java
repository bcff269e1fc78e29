package dev.waypost.engine;

import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Runs a random sequence for a fixed set of seeds, and for one more that the system property {@code
 * waypost.test.seed} names. A failure says its seed.
 */
public final class Seeds {
  private Seeds() {}

  public static void each(int count, Consumer<Random> sequence) {
    LongStream.concat(LongStream.rangeClosed(1, count), LongStream.of(extra()))
        .forEach(
            seed -> {
              try {
                sequence.accept(new Random(seed));
              } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
              }
            });
  }

  private static long extra() {
    return Long.getLong("waypost.test.seed", 20_260_301L);
  }
}
