package dev.waypost.engine.world;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.dispatch.ExecutionContexts;

/**
 * An actor system that does nothing by itself. Once it has started, every piece of work of its
 * actors, its journal and its futures waits until the test does it, on the test's own thread, and a
 * generator says which of those that wait is next. So one seed is one interleaving, the same on
 * every machine.
 */
final class SteppedSystem implements AutoCloseable {
  private static final String STEPPED =
      """
      stepped { type = Dispatcher, executor = default-executor, throughput = 1 }
      pekko.actor.default-dispatcher = ${stepped}
      pekko.actor.internal-dispatcher = ${stepped}
      pekko.persistence.dispatchers.default-plugin-dispatcher = ${stepped}
      pekko.persistence.dispatchers.default-replay-dispatcher = ${stepped}
      pekko.scheduler.implementation = "%s"
      pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
      # the broken writes of one run must not break those of the next
      pekko.persistence.journal-plugin-fallback.circuit-breaker.max-failures = 1000000
      pekko.persistence.snapshot-store-plugin-fallback.circuit-breaker.max-failures = 1000000
      """
          .formatted(SteppedScheduler.class.getName());

  private final LinkedBlockingQueue<Runnable> arriving = new LinkedBlockingQueue<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private final ActorSystem system;
  private final SteppedScheduler timers;
  private volatile boolean started;

  SteppedSystem(Config config) {
    var starter = Thread.ofPlatform().daemon().name("starter").start(this::workUntilStarted);
    this.system =
        ActorSystem.create(
            "stepped",
            BootstrapSetup.create(ConfigFactory.parseString(STEPPED).withFallback(config).resolve())
                .withDefaultExecutionContext(ExecutionContexts.fromExecutor(arriving::add)));
    this.timers = (SteppedScheduler) system.scheduler();
    started = true;
    try {
      starter.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while the actor system started", e);
    }
    settle();
  }

  /** Does all that waits. */
  private void settle() {
    var random = new Random(0);
    while (step(random)) {}
  }

  private void workUntilStarted() {
    try {
      while (!started) {
        var work = arriving.poll(1, TimeUnit.MILLISECONDS);
        if (work != null) {
          work.run();
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while the actor system started", e);
    }
  }

  ActorSystem system() {
    return system;
  }

  /** Does one piece of work, if any waits. */
  boolean step(Random random) {
    arriving.drainTo(waiting);
    if (waiting.isEmpty()) {
      return false;
    }
    var index = random.nextInt(waiting.size());
    var next = waiting.set(index, waiting.getLast());
    waiting.removeLast();
    next.run();
    return true;
  }

  boolean isQuiet() {
    return waiting.isEmpty() && arriving.isEmpty();
  }

  Optional<Duration> untilNextTimer() {
    return timers.untilNext();
  }

  void after(Duration time, Runnable task) {
    timers.scheduleOnce(time, task, system.dispatcher());
  }

  void pass(Duration time) {
    timers.pass(time);
  }

  @Override
  public void close() {
    var random = new Random(0);
    var unused = system.terminate();
    while (!system.getWhenTerminated().toCompletableFuture().isDone()) {
      if (!step(random)) {
        pass(Duration.ofSeconds(1));
      }
    }
  }
}
