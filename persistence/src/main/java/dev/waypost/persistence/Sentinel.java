package dev.waypost.persistence;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the server every second, over a connection of its own, whether it is there; so a server that
 * is gone or frozen is known before anybody waits for it. While the breaker is open, it alone tries
 * to connect, less and less often, and closes it again. Its connection holds the lock that makes
 * this node the only one of the database.
 */
final class Sentinel implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Sentinel.class);

  /** After so many good beats an outage begins with short waits again. */
  private static final int STEADY_BEATS = 10;

  private final Occupancy occupancy;
  private final PostgresSettings settings;
  private final Breaker breaker;
  private final RandomGenerator random;
  private final LongAdder reconnects = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ending = lock.newCondition();
  private final Thread thread = new Thread(this::watch, "waypost-db-sentinel");
  private Optional<Session> held;
  private int goodBeats = STEADY_BEATS;
  private int failedTries;
  private boolean isClosing;

  /**
   * @param held holds the lock already
   */
  Sentinel(
      Occupancy occupancy,
      Session held,
      PostgresSettings settings,
      Breaker breaker,
      RandomGenerator random) {
    this.occupancy = occupancy;
    this.held = Optional.of(held);
    this.settings = settings;
    this.breaker = breaker;
    this.random = random;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void watch() {
    try {
      while (!isEnding(breaker.cause().isPresent() ? backoffMillis() : beatMillis())) {
        watchOnce();
      }
    } catch (Occupancy.TakenOver e) {
      breaker.open(e);
      log.error("The database has been taken over by another node; stop this one.", e);
    } finally {
      drop();
    }
  }

  /** A node without its watch would neither notice an outage nor come back from one. */
  private void watchOnce() throws Occupancy.TakenOver {
    try {
      if (breaker.cause().isPresent()) {
        tryAgain();
      } else {
        beat();
      }
    } catch (RuntimeException e) {
      log.error("The watch of the database failed; it goes on.", e);
      failedTries++;
      breaker.open(e);
    }
  }

  private void beat() throws Occupancy.TakenOver {
    if (held.isPresent()) {
      try {
        occupancy.confirm(held.get());
        goodBeats++;
        return;
      } catch (SQLException e) {
        log.info("The connection that watches the database broke: {}", e.getMessage());
        drop();
        if (e.getCause() instanceof SocketTimeoutException) { // so would a new one
          breaker.open(e);
          return;
        }
      }
    }
    try {
      hold();
    } catch (SQLException e) {
      breaker.open(e);
    }
  }

  /** Somebody found the server away, or we did: it is there again when a new connection works. */
  private void tryAgain() throws Occupancy.TakenOver {
    try {
      if (held.isPresent()) {
        occupancy.tryOut();
      } else {
        hold();
      }
      goodBeats = 0;
      breaker.close();
      log.info("The database answers again, at try {}.", failedTries + 1);
    } catch (SQLException e) {
      failedTries++;
      breaker.open(e);
    }
  }

  private void hold() throws SQLException, Occupancy.TakenOver {
    held = Optional.of(occupancy.takeAgain());
    reconnects.increment();
  }

  private void drop() {
    held.ifPresent(
        session -> {
          try {
            session.close();
          } catch (SQLException e) {
            log.debug("A connection did not close well.", e);
          }
        });
    held = Optional.empty();
  }

  private long beatMillis() {
    return settings.heartbeat().toMillis();
  }

  /** Doubles with each failed try, with a fifth of jitter either way. */
  private long backoffMillis() {
    if (goodBeats >= STEADY_BEATS) {
      failedTries = 0;
      goodBeats = 0;
    }
    var least = settings.reconnectMin().toMillis();
    var doubled = least << Math.min(failedTries, 20);
    var wait = Math.min(doubled, settings.reconnectMax().toMillis());
    return Math.round(wait * random.nextDouble(0.8, 1.2));
  }

  /** Waits; true when the node closes. */
  private boolean isEnding(long millis) {
    lock.lock();
    try {
      var left = millis * 1_000_000;
      while (!isClosing && left > 0) {
        left = ending.awaitNanos(left);
      }
      return isClosing;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    } finally {
      lock.unlock();
    }
  }

  long reconnects() {
    return reconnects.sum();
  }

  /** Lets go of the database. Blocks until then. */
  @Override
  public void close() {
    lock.lock();
    try {
      isClosing = true;
      ending.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
