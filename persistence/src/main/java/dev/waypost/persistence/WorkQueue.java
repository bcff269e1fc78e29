package dev.waypost.persistence;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue of tasks and the threads that take from it in lists, each with a way of its own
 * to the database. Answers are given on the executor, so that what waits for a stage never holds up
 * the work.
 */
final class WorkQueue {
  /** What one thread does with its lists of tasks, and lets go of in the end. */
  interface Round extends AutoCloseable {
    /**
     * Runs each and fails those that did not work out; what it throws fails all that have not
     * failed.
     */
    void run(List<Task<?>> tasks) throws SQLException;

    @Override
    void close() throws SQLException;
  }

  private static final Logger log = LoggerFactory.getLogger(WorkQueue.class);

  private final String name;
  private final BlockingQueue<Task<?>> queue;
  private final int bound;
  private final int atOnce;
  private final Supplier<Optional<DatabaseFailure>> gate;
  private final Executor answers;
  private final List<Thread> threads = new ArrayList<>();
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder rounds = new LongAdder();
  private final LongAdder overloaded = new LongAdder();
  private final Task<Boolean> end = new Task<>(session -> true);
  private volatile boolean closing;
  private volatile boolean closed;

  /**
   * @param name of the threads and in messages: reads, writes
   * @param bound most tasks that wait
   * @param atOnce most tasks in one round; with several threads, one
   * @param gate why nothing is taken in now, if so
   */
  WorkQueue(
      String name,
      int bound,
      int atOnce,
      Supplier<Optional<DatabaseFailure>> gate,
      Executor answers) {
    this.name = name;
    this.queue = new ArrayBlockingQueue<>(bound);
    this.bound = bound;
    this.atOnce = atOnce;
    this.gate = gate;
    this.answers = answers;
  }

  /** Adds a thread that works in such rounds and closes them in the end. */
  void start(Round round) {
    var thread = new Thread(() -> work(round), "waypost-db-" + name + "-" + threads.size());
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  <T> CompletionStage<T> submit(SqlWork<T> work) {
    var task = new Task<>(work);
    if (closing) {
      refuse(task, new DatabaseFailure.Closed());
      return task.reply();
    }
    var refusal = gate.get();
    if (refusal.isPresent()) {
      refuse(task, refusal.get());
    } else if (!queue.offer(task)) {
      overloaded.increment();
      refuse(task, new DatabaseFailure.Overloaded(name, bound));
    } else if (closed && queue.remove(task)) {
      refuse(task, new DatabaseFailure.Closed()); // came in between the last round and here
    }
    return task.reply();
  }

  /** Fails all that wait, and says how many those were; what runs goes on. */
  int failWaiting(DatabaseFailure why) {
    var waiting = new ArrayList<Task<?>>();
    queue.removeIf(task -> task != end && waiting.add(task));
    if (!waiting.isEmpty()) {
      failed.add(waiting.size());
      answers.execute(() -> waiting.forEach(task -> refuse(task, why)));
    }
    return waiting.size();
  }

  private static void refuse(Task<?> task, DatabaseFailure why) {
    task.fail(why);
    task.answer();
  }

  private void work(Round round) {
    try (round) {
      var tasks = new ArrayList<Task<?>>();
      while (!takeInto(tasks)) {
        finish(round, tasks);
        tasks = new ArrayList<>(tasks.size());
      }
      finish(round, tasks);
    } catch (SQLException e) {
      log.warn("a connection of the database did not close well", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts these threads", e);
    }
  }

  /** Waits for the next tasks; true when there are none after them. */
  private boolean takeInto(List<Task<?>> tasks) throws InterruptedException {
    tasks.add(queue.take());
    queue.drainTo(tasks, atOnce - 1);
    return tasks.remove(end);
  }

  private void finish(Round round, List<Task<?>> tasks) {
    if (tasks.isEmpty()) {
      return;
    }
    try {
      round.run(tasks);
    } catch (SQLException | RuntimeException e) {
      var failure = new DatabaseFailure.CommitFailed(e);
      tasks.forEach(task -> task.fail(failure));
    }
    rounds.increment();
    for (var task : tasks) {
      (task.hasFailed() ? failed : done).increment();
    }
    answers.execute(() -> tasks.forEach(Task::answer));
  }

  /** Takes nothing in any more, finishes what is in, and waits for its threads to end. */
  void close() {
    closing = true;
    try {
      for (var i = 0; i < threads.size(); i++) {
        queue.put(end);
      }
      for (var thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("interrupted while the database was finishing its {}", name);
    }
    closed = true;
    for (var late = queue.poll(); late != null; late = queue.poll()) {
      refuse(late, new DatabaseFailure.Closed());
    }
  }

  long done() {
    return done.sum();
  }

  long failed() {
    return failed.sum();
  }

  long rounds() {
    return rounds.sum();
  }

  long overloaded() {
    return overloaded.sum();
  }

  int waiting() {
    return queue.size();
  }
}
