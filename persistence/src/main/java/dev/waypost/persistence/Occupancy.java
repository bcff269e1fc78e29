package dev.waypost.persistence;

import dev.waypost.engine.id.Incarnation;
import java.sql.SQLException;

/**
 * That one node works in a database: an advisory lock of the server, which goes with the connection
 * that took it, and the incarnation, which tells who came later. As the lock of the data folder
 * does for SQLite.
 */
final class Occupancy {
  private static final String TAKE = "SELECT pg_advisory_lock(1463898192, 1)";
  private static final String TRY = "SELECT pg_try_advisory_lock(1463898192, 1)";
  private static final String HOLDER =
      "SELECT ' (' || a.application_name || ' at ' || coalesce(host(a.client_addr), 'its own"
          + " machine') || ', server process ' || a.pid || ')' FROM pg_locks l JOIN"
          + " pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted AND"
          + " l.classid = 1463898192 AND l.objid = 1 AND l.objsubid = 2 AND l.database = (SELECT"
          + " oid FROM pg_database WHERE datname = current_database())";
  private static final String INCARNATION = "SELECT value FROM meta WHERE name = 'incarnation'";

  private final PostgresSource source;
  private final Incarnation incarnation;

  Occupancy(PostgresSource source, Incarnation incarnation) {
    this.source = source;
    this.incarnation = incarnation;
  }

  /** Another node has opened the database after us; we must not write any more. */
  static final class TakenOver extends Exception {
    private static final long serialVersionUID = 1L;

    TakenOver(long theirs, Incarnation ours) {
      super("incarnation " + theirs + " works in the database, and this is " + ours.value());
    }
  }

  /** Takes the lock; waits as long as the settings say for a node that has just died. */
  static void take(Session session, PostgresSettings settings, String database)
      throws SQLException, StartRefused {
    var patience = settings.takeOverWait().toMillis();
    var timeout = session.connection().getNetworkTimeout();
    session.connection().setNetworkTimeout(Runnable::run, Math.toIntExact(timeout + patience));
    try {
      session.execute("SET lock_timeout = " + patience);
      session.execute(TAKE);
    } catch (SQLException e) {
      if (!"55P03".equals(e.getSQLState())) {
        throw e;
      }
      var holder = Query.of(session, HOLDER).first(row -> row.getString(1));
      throw new StartRefused.DatabaseBusy(database, holder.orElse(""));
    }
    session.connection().setNetworkTimeout(Runnable::run, timeout);
  }

  /** A connection for the lock: what it asks is answered at once, or not at all. */
  static Session connect(PostgresSource source) throws SQLException {
    return new Session(Dialect.POSTGRES, source.connect(source.watching()));
  }

  /** Asks the server whether it is there and still ours. */
  void confirm(Session session) throws SQLException, TakenOver {
    var theirs = Query.of(session, INCARNATION).first(row -> row.getLong(1));
    if (theirs.isPresent() && theirs.get() > incarnation.value()) {
      throw new TakenOver(theirs.get(), incarnation);
    }
  }

  /**
   * A new connection with the lock; fails while the server has not noticed that the old one died.
   */
  Session takeAgain() throws SQLException, TakenOver {
    var session = connect(source);
    try {
      confirm(session);
      if (Query.of(session, TRY).first(row -> row.getBoolean(1)).orElse(false)) {
        return session;
      }
      var holder = Query.of(session, HOLDER).first(row -> row.getString(1));
      throw new SQLException("another holds the lock of the node" + holder.orElse(""));
    } catch (SQLException | TakenOver e) {
      session.close();
      throw e;
    }
  }

  /** Whether a new connection can be made. */
  void tryOut() throws SQLException, TakenOver {
    try (var session = connect(source)) {
      confirm(session);
    }
  }
}
