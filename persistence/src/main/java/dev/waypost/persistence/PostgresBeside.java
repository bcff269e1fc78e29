package dev.waypost.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletionStage;

/** The server of a node that may be running: a connection of its own, a transaction a work. */
final class PostgresBeside implements BesideDatabase {
  /** Where persons are, or were. */
  private static final String PERSONAL = "row, person, batch_fault";

  private final PostgresReads reads;
  private final BesideWriter writer;
  private final PostgresSource source;

  PostgresBeside(PostgresReads reads, Connection connection, PostgresSource source)
      throws SQLException {
    connection.setAutoCommit(false);
    this.reads = reads;
    this.source = source;
    this.writer =
        new BesideWriter(
            new Session(Dialect.POSTGRES, connection),
            e -> PostgresFaults.ofWork(e).<Throwable>map(known -> known).orElse(e));
  }

  @Override
  public <T> CompletionStage<T> read(SqlWork<T> work) {
    return reads.read(work);
  }

  @Override
  public <T> CompletionStage<T> write(Lane lane, SqlWork<T> work) {
    return writer.submit(session -> commit(session, work));
  }

  private static <T> T commit(Session session, SqlWork<T> work) throws SQLException {
    try {
      var result = work.run(session);
      session.connection().commit();
      return result;
    } catch (SQLException | RuntimeException e) {
      try {
        session.connection().rollback();
      } catch (SQLException isGone) {
        e.addSuppressed(isGone);
      }
      throw e;
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
        var statement = connection.createStatement()) {
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
