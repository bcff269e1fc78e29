package dev.waypost.persistence;

import java.sql.SQLException;
import java.util.List;

/** Rounds on one session for all time: a file does not go away. */
record SqliteRound(Session session, Body body) implements WorkQueue.Round {
  /** What is done with a list of tasks. */
  interface Body {
    void run(Session session, List<Task<?>> tasks) throws SQLException;
  }

  @Override
  public void run(List<Task<?>> tasks) throws SQLException {
    body.run(session, tasks);
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
