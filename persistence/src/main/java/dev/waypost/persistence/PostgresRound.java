package dev.waypost.persistence;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds of one work each: a connection of the pool, a transaction, and back it goes. The driver
 * keeps parsed statements with the connection, so a session is cheap.
 */
final class PostgresRound implements WorkQueue.Round {
  /** What the server says to a write when it has become a standby. */
  private static final String READ_ONLY = "25006";

  private static final Logger log = LoggerFactory.getLogger(PostgresRound.class);

  private final HikariDataSource pool;
  private final Breaker breaker;
  private volatile Optional<Connection> running = Optional.empty();

  /**
   * @param pool closed by whoever opened it
   */
  PostgresRound(HikariDataSource pool, Breaker breaker) {
    this.pool = pool;
    this.breaker = breaker;
  }

  @Override
  public void run(List<Task<?>> tasks) {
    tasks.forEach(this::run);
  }

  private void run(Task<?> task) {
    var refusal = breaker.refusal();
    if (refusal.isPresent()) {
      task.fail(refusal.get());
      return;
    }
    try {
      run(connect(), task);
    } catch (Unconnected e) {
      breaker.open(e.why);
      task.fail(new DatabaseFailure.Unreachable(e.why));
    }
  }

  private Session connect() throws Unconnected {
    try {
      return new Session(Dialect.POSTGRES, pool.getConnection());
    } catch (SQLException e) {
      throw new Unconnected(e.getCause() instanceof SQLException why ? why : e);
    }
  }

  /** Cuts off what runs, if anything; it fails as unreachable, and its connection is gone. */
  void cutOff() {
    running.ifPresent(
        connection -> {
          try {
            connection.abort(Runnable::run);
          } catch (SQLException e) {
            log.debug("A connection was gone already.", e);
          }
        });
  }

  private void run(Session session, Task<?> task) {
    running = Optional.of(session.connection());
    try {
      task.run(session);
      if (!task.hasFailed()) {
        commit(session, task);
        return;
      }
      session.connection().rollback();
      if (!pool.isReadOnly() && task.failedWith(READ_ONLY)) {
        task.failInstead(new DatabaseFailure.Unreachable(new SQLException("it takes no writes")));
        pool.evictConnection(session.connection());
      }
    } catch (SQLException e) {
      log.debug("A transaction was not rolled back, but went with its connection.", e);
    } finally {
      running = Optional.empty();
      release(session);
    }
  }

  private static void release(Session session) {
    try {
      session.close();
    } catch (SQLException e) {
      log.debug("A connection did not go back well.", e);
    }
  }

  private static void commit(Session session, Task<?> task) {
    try {
      session.connection().commit();
    } catch (SQLException e) {
      task.fail(PostgresFaults.ofCommit(e));
    }
  }

  @Override
  public void close() {}

  /** There is no connection to be had. */
  private static final class Unconnected extends Exception {
    private static final long serialVersionUID = 1L;

    private final SQLException why;

    Unconnected(SQLException why) {
      super(why);
      this.why = why;
    }
  }
}
