package dev.waypost.engine.world;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Time that stands still until the test moves it. Unlike the test kit's it never waits for anybody,
 * and everything is due at a whole second, so that the jitter of backoffs changes no order. Made by
 * the actor system, by its name in the configuration.
 */
public final class SteppedScheduler extends AbstractScheduler {
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::second).thenComparing(Timer::number));
  private long now;
  private long count;

  public SteppedScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {}

  private record Timer(long second, long number, Runnable task, ExecutionContext executor)
      implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      return Long.compare(number, other.number);
    }
  }

  @Override
  public synchronized Cancellable scheduleOnce(
      FiniteDuration delay, Runnable task, ExecutionContext executor) {
    var seconds = Math.ceilDiv(delay.toMillis(), 1000);
    var timer = new Timer(now + seconds, count++, task, executor);
    timers.add(timer);
    return new Cancellable() {
      private boolean cancelled;

      @Override
      public boolean cancel() {
        synchronized (SteppedScheduler.this) {
          cancelled = timers.remove(timer);
          return cancelled;
        }
      }

      @Override
      public boolean isCancelled() {
        return cancelled;
      }
    };
  }

  @Override
  @SuppressWarnings("deprecation") // it has to be there
  public Cancellable schedule(
      FiniteDuration delay, FiniteDuration interval, Runnable task, ExecutionContext executor) {
    return scheduleWithFixedDelay(delay, interval, task, executor);
  }

  @Override
  public double maxFrequency() {
    return 1;
  }

  /** How long until a timer is due, if there is one. */
  synchronized Optional<Duration> untilNext() {
    return Optional.ofNullable(timers.peek()).map(t -> Duration.ofSeconds(t.second() - now));
  }

  /** What is due then is handed over, to be done when it is its turn. */
  void pass(Duration time) {
    Timer due;
    synchronized (this) {
      now += time.toSeconds();
    }
    while ((due = poll()) != null) {
      due.executor().execute(due.task());
    }
  }

  private synchronized Timer poll() {
    var first = timers.peek();
    return first != null && first.second() <= now ? timers.poll() : null;
  }
}
