package dev.waypost.persistence;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The thread of a command that writes, with its connection. One step after the other. */
final class BesideWriter {
  /** What runs on the thread. */
  interface Step<T> {
    T run(Session session) throws SQLException;
  }

  private final Session session;
  private final Function<SQLException, Throwable> blame;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("waypost-db-beside").factory());

  /**
   * @param session belongs to this writer
   * @param blame what a stage fails with
   */
  BesideWriter(Session session, Function<SQLException, Throwable> blame) {
    this.session = session;
    this.blame = blame;
  }

  <T> CompletionStage<T> submit(Step<T> step) {
    var done = new CompletableFuture<T>();
    try {
      thread.execute(() -> run(step, done));
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(new DatabaseFailure.Closed());
    }
    return done;
  }

  private <T> void run(Step<T> step, CompletableFuture<T> done) {
    try {
      done.complete(step.run(session));
    } catch (SQLException e) {
      done.completeExceptionally(blame.apply(e));
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
  }

  /** Waits for the step that runs. */
  void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("a statement of the command does not end");
      }
      session.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw new IllegalStateException("the database did not close well", e);
    }
  }
}
