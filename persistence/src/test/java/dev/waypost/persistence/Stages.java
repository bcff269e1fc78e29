package dev.waypost.persistence;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what a stage brings, for tests. */
public final class Stages {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

  private static final Duration STEP = Duration.ofMillis(10);

  private Stages() {}

  /** What the stage brings; what it fails with is the cause of the exception. */
  public static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("the stage failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("the stage brought nothing within " + LONG_ENOUGH, e);
    }
  }

  /** Asks again until there is an answer. */
  public static <T> T until(Supplier<Optional<T>> question) {
    for (var left = LONG_ENOUGH.dividedBy(STEP); left > 0; left--) {
      var answer = question.get();
      if (answer.isPresent()) {
        return answer.get();
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
    throw new AssertionError("nothing within " + LONG_ENOUGH);
  }

  /** What the stage fails with. */
  public static Throwable failure(CompletionStage<?> stage) {
    try {
      var value = stage.toCompletableFuture().get(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS);
      throw new AssertionError("the stage brought " + value + " instead of failing");
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("the stage brought nothing within " + LONG_ENOUGH, e);
    }
  }
}
