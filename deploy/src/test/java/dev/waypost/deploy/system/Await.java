package dev.waypost.deploy.system;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks again until something holds or the time is up. */
final class Await {
  private static final long STEP_MILLIS = 20;

  private Await() {}

  /** A condition that may throw. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws Exception;
  }

  /** Fails with {@code what} when the limit passes. */
  static void until(Duration limit, String what, Condition condition) throws Exception {
    until(limit, () -> what, condition);
  }

  /** Fails with what {@code what} says then. */
  static void until(Duration limit, Supplier<String> what, Condition condition) throws Exception {
    var end = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + limit.toSeconds() + " s: " + what.get());
      }
      Thread.sleep(STEP_MILLIS);
    }
  }

  /** Asks again until the answer is as wished; fails with the last answer. */
  static <T> T value(Duration limit, String what, Callable<T> question, Predicate<T> wish)
      throws Exception {
    var end = System.nanoTime() + limit.toNanos();
    while (true) {
      var answer = question.call();
      if (wish.test(answer)) {
        return answer;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "not within " + limit.toSeconds() + " s: " + what + "; last: " + answer);
      }
      Thread.sleep(STEP_MILLIS);
    }
  }
}
