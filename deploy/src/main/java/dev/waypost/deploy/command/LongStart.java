package dev.waypost.deploy.command;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Says once that a start takes long, unless it ends before. */
final class LongStart implements AutoCloseable {
  private final ScheduledExecutorService timer;

  private LongStart(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  static LongStart after(Duration delay, PrintStream err) {
    var timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("waypost-long-start").factory());
    var unused =
        timer.schedule(
            () ->
                err.println(
                    "Still starting: opening the database and taking up what was left under way."
                        + " Ready is said when it is done."),
            delay.toMillis(),
            TimeUnit.MILLISECONDS);
    return new LongStart(timer);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
