package dev.waypost.persistence;

import java.sql.SQLException;
import java.util.concurrent.CompletionStage;

/** The server of a node that may be running: a connection of its own, a transaction a work. */
final class PostgresBeside implements BesideDatabase {
  /** Where persons are, or were. */
  private static final String PERSONAL = "row, person, batch_fault";

  /** Whom the server lets clean a table; others it passes over, with a warning. */
  private static final String NOT_OURS =
      "SELECT count(*) FROM pg_class c, pg_database d WHERE d.datname = current_database()"
          + " AND c.oid = ANY(ARRAY['row', 'person', 'batch_fault']::regclass[])"
          + " AND NOT pg_has_role(d.datdba, 'USAGE')"
          + " AND NOT CASE WHEN current_setting('server_version_num')::integer >= 170000"
          + " THEN has_table_privilege(c.oid, 'MAINTAIN') ELSE pg_has_role(c.relowner, 'USAGE')"
          + " END";

  private final PostgresReads reads;
  private final BesideWriter writer;
  private final PostgresSource source;

  private PostgresBeside(PostgresReads reads, Session session, PostgresSource source) {
    this.reads = reads;
    this.source = source;
    this.writer = new BesideWriter(session, () -> open(source));
  }

  static PostgresBeside of(PostgresSource source, DatabaseSettings settings) throws SQLException {
    var session = open(source);
    return new PostgresBeside(PostgresReads.alone(source, settings), session, source);
  }

  private static Session open(PostgresSource source) throws SQLException {
    var connection = source.connect(source.working("waypost-command"));
    connection.setAutoCommit(false);
    return new Session(Dialect.POSTGRES, connection);
  }

  /** A command asks again when it thinks that the server may be back. */
  @Override
  public <T> CompletionStage<T> read(SqlWork<T> work) {
    reads.breaker().close();
    return reads.read(work);
  }

  @Override
  public <T> CompletionStage<T> write(Lane lane, SqlWork<T> work) {
    return writer.submit(session -> commit(session, work));
  }

  private static <T> T commit(Session session, SqlWork<T> work) throws Throwable {
    T result;
    try {
      result = work.run(session);
    } catch (Throwable e) { // whatever it is: the next work must not be committed with this one
      rollBack(session, e);
      throw e;
    }
    try {
      session.connection().commit();
    } catch (SQLException e) {
      throw PostgresFaults.ofCommit(e);
    }
    return result;
  }

  private static void rollBack(Session session, Throwable cause) {
    try {
      session.connection().rollback();
    } catch (SQLException isGone) {
      cause.addSuppressed(isGone);
    }
  }

  /** Makes room of older versions; it does not overwrite them, so some may be left in the files. */
  @Override
  public CompletionStage<Remains> flush() {
    return writer.submit(session -> vacuum("VACUUM " + PERSONAL, Remains.OLDER_VERSIONS));
  }

  @Override
  public CompletionStage<Remains> compact() {
    return writer.submit(session -> vacuum("VACUUM (FULL) " + PERSONAL, Remains.NOTHING));
  }

  /** Outside of transactions, and for as long as it takes. */
  private Remains vacuum(String command, Remains then) throws SQLException {
    try (var connection = source.connect(source.patient("waypost-command"));
        var session = new Session(Dialect.POSTGRES, connection);
        var statement = connection.createStatement()) {
      if (Query.of(session, NOT_OURS).first(row -> row.getLong(1)).orElse(0L) > 0) {
        return Remains.NOT_PERMITTED;
      }
      statement.execute(command);
      return then;
    }
  }

  @Override
  public void close() {
    reads.close();
    writer.close();
  }
}
