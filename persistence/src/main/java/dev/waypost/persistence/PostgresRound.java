package dev.waypost.persistence;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.List;

/**
 * Rounds of one work each: a connection of the pool, a transaction, and back it goes. The driver
 * keeps parsed statements with the connection, so a session is cheap.
 */
record PostgresRound(HikariDataSource pool) implements WorkQueue.Round {
  @Override
  public void run(List<Task<?>> tasks) {
    tasks.forEach(this::run);
  }

  private void run(Task<?> task) {
    try (var session = new Session(Dialect.POSTGRES, pool.getConnection())) {
      task.run(session);
      if (task.hasFailed()) {
        session.connection().rollback();
      } else {
        commit(session, task);
      }
    } catch (SQLException e) {
      task.fail(new DatabaseFailure.Unreachable(e)); // no connection, or one that is gone
    }
  }

  private static void commit(Session session, Task<?> task) {
    try {
      session.connection().commit();
    } catch (SQLException e) {
      task.fail(PostgresFaults.ofCommit(e));
    }
  }

  /** The pool is closed by whoever opened it. */
  @Override
  public void close() {}
}
