package dev.waypost.persistence;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The thread of a command that writes, with its connection. One step after the other. */
final class BesideWriter {
  /** What runs on the thread. */
  interface Step<T> {
    T run(Session session) throws Throwable;
  }

  /** Makes another session, in place of one whose connection broke. */
  interface Reopening {
    Session open() throws SQLException;
  }

  private final Reopening reopening;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("waypost-db-beside").factory());

  private Session session;

  /**
   * @param session belongs to this writer
   */
  BesideWriter(Session session, Reopening reopening) {
    this.session = session;
    this.reopening = reopening;
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
      if (session.connection().isClosed()) {
        session = reopening.open();
      }
      done.complete(step.run(session));
    } catch (SQLException e) {
      done.completeExceptionally(Task.classified(session.dialect(), e));
    } catch (Throwable e) { // an Error too fails this stage, and somebody waits for it
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
