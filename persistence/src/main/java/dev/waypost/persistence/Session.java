package dev.waypost.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a piece of work has in its hands: one connection, for as long as it runs. Statements are
 * prepared once per connection and text. One thread.
 */
public final class Session implements AutoCloseable {
  /** More texts than this push out the one that was not used for longest. */
  private static final int STATEMENTS_MAX = 256;

  private final Dialect dialect;
  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(64, 0.75f, true);

  Session(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.connection = connection;
  }

  /**
   * The statement of that text. It belongs to the session: do not close it, do not keep it, close
   * its result sets, and do not prepare the same text again while reading from it. Texts are
   * constants; values go in as parameters.
   */
  public PreparedStatement prepare(String sql) throws SQLException {
    var known = statements.get(sql);
    if (known != null && isUsable(known)) {
      return known;
    }
    if (statements.size() >= STATEMENTS_MAX) {
      var eldest = statements.keySet().iterator().next();
      var pushedOut = statements.remove(eldest);
      if (pushedOut != null) {
        pushedOut.close();
      }
    }
    var fresh = connection.prepareStatement(sql);
    statements.put(sql, fresh);
    return fresh;
  }

  /**
   * Ready for new parameters, without those that a work has left that threw; the SQLite driver
   * finalizes a statement that failed.
   */
  private static boolean isUsable(PreparedStatement statement) {
    try {
      statement.clearBatch();
      statement.clearParameters();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  public Dialect dialect() {
    return dialect;
  }

  /** For what {@link #prepare} cannot do. Not to be closed, committed or rolled back. */
  public Connection connection() {
    return connection;
  }

  void execute(String sql) throws SQLException {
    prepare(sql).execute();
  }

  @Override
  public void close() throws SQLException {
    try {
      for (var statement : statements.values()) {
        statement.close();
      }
    } finally {
      connection.close();
    }
  }
}
