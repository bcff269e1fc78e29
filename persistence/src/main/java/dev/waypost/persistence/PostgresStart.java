package dev.waypost.persistence;

import java.sql.SQLException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Looks at a server before a node relies on it, and says why it does not start. */
final class PostgresStart {
  /** Older ones are not tested, and no longer mended by their makers. */
  private static final int VERSION_LEAST = 15;

  private PostgresStart() {}

  /** The server must be one that we know, and that takes writes. */
  static void requireFit(Session session, String database) throws SQLException, StartRefused {
    var version = Integer.parseInt(shown(session, "SHOW server_version_num")) / 10_000;
    if (version < VERSION_LEAST) {
      throw new StartRefused.ServerRejects(
          database,
          "is version " + version,
          "use PostgreSQL " + VERSION_LEAST + " or later",
          new SQLException("too old"));
    }
    if (shown(session, "SHOW transaction_read_only").equals("on")) {
      throw new StartRefused.ServerRejects(
          database,
          "takes no writes",
          "name the primary in WAYPOST_DB, not a standby",
          new SQLException("read-only"));
    }
  }

  /**
   * What our work relies on rides in a parameter of the start of a session, which a pooler in
   * between may drop.
   */
  static void requireSettings(PostgresSource source) throws SQLException, StartRefused {
    try (var session =
        new Session(Dialect.POSTGRES, source.connect(source.working("waypost-check")))) {
      if (!shown(session, "SHOW enable_seqscan").equals("off")) {
        throw notPassed(source.toString(), new SQLException("enable_seqscan is not off"));
      }
    }
  }

  private static StartRefused notPassed(String database, SQLException why) {
    return new StartRefused.ServerRejects(
        database,
        "does not get the settings of our sessions",
        "connect past the pooler, or have it pass the startup parameter \"options\" on",
        why);
  }

  private static String shown(Session session, String sql) throws SQLException {
    return Query.of(session, sql).first(row -> row.getString(1)).orElseThrow();
  }

  /** Why a start fails with that. */
  static StartRefused refusal(String database, SQLException e) {
    var state = Optional.ofNullable(e.getSQLState()).orElse("");
    if (e.getCause() instanceof SSLException) {
      return new StartRefused.ServerRejects(
          database,
          "and we cannot agree on TLS",
          "see its certificate, and sslmode and sslrootcert in WAYPOST_DB",
          e.getCause());
    }
    if (state.equals("08006") && e.getCause() == null) { // neither the line nor the server
      return new StartRefused.ServerRejects(
          database,
          "is not the one that was named",
          "see its certificate, and host and sslmode in WAYPOST_DB",
          e);
    }
    return switch (state) {
      case "28P01", "28000" ->
          new StartRefused.ServerRejects(
              database,
              "does not let us in",
              "correct WAYPOST_DB_USER and WAYPOST_DB_PASSWORD, or its pg_hba.conf",
              e);
      case "08004" ->
          new StartRefused.ServerRejects(
              database,
              "rejects the connection",
              "set WAYPOST_DB_USER and WAYPOST_DB_PASSWORD; see sslmode in WAYPOST_DB",
              e);
      case "08P01" -> notPassed(database, e);
      case "3D000" -> new StartRefused.NoSuchDatabase(database, e);
      case "42501" -> new StartRefused.RightsMissing(database, e);
      case "42P01" -> new StartRefused.SchemaMissing(database);
      default ->
          state.startsWith("08") || state.startsWith("53") || state.startsWith("57")
              ? new StartRefused.ServerUnreachable(database, e)
              : new StartRefused.DatabaseUnusable(database, e);
    };
  }
}
