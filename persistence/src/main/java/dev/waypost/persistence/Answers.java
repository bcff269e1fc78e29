package dev.waypost.persistence;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread on which stages are completed. What hangs on a stage runs here, so it must be short or
 * hop elsewhere; when too many lists of answers wait, the queues complete them themselves and are
 * slowed down by it.
 */
final class Answers implements Executor {
  private static final int WAITING_MAX = 64;

  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING_MAX),
          Thread.ofPlatform().daemon().name("waypost-db-answers").factory(),
          new ThreadPoolExecutor.CallerRunsPolicy());

  @Override
  public void execute(Runnable answers) {
    thread.execute(answers);
  }

  /** Gives the answers that wait; none may come after it. */
  void close() {
    thread.close();
  }
}
