package dev.waypost.persistence;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletionStage;
import org.sqlite.SQLiteDataSource;

/** The file of a node that may be running: a second writer, one transaction for each work. */
final class SqliteBeside implements BesideDatabase {
  private final SqliteReads.Alone reads;
  private final BesideWriter writer;

  private SqliteBeside(SqliteReads.Alone reads, Session session, SQLiteDataSource source) {
    this.reads = reads;
    this.writer =
        new BesideWriter(session, () -> new Session(Dialect.SQLITE, source.getConnection()));
  }

  static SqliteBeside open(Path file, SQLiteDataSource source, DatabaseSettings settings)
      throws SQLException {
    var answers = new Answers();
    var session = new Session(Dialect.SQLITE, source.getConnection());
    try {
      var reads = new SqliteReads.Alone(SqliteReads.open(file, settings, answers), answers);
      return new SqliteBeside(reads, session, source);
    } catch (SQLException e) {
      answers.close();
      session.close();
      throw e;
    }
  }

  @Override
  public <T> CompletionStage<T> read(SqlWork<T> work) {
    return reads.read(work);
  }

  /** There is one writer at a time, so all lanes are one. */
  @Override
  public <T> CompletionStage<T> write(Lane lane, SqlWork<T> work) {
    return writer.submit(session -> commit(session, work));
  }

  private static <T> T commit(Session session, SqlWork<T> work) throws Throwable {
    session.execute("BEGIN IMMEDIATE");
    T result;
    try {
      result = work.run(session);
    } catch (Throwable e) { // whatever it is: the next work must not be committed with this one
      rollBack(session, e);
      throw e;
    }
    try {
      session.execute("COMMIT");
    } catch (SQLException e) {
      rollBack(session, e);
      throw new DatabaseFailure.CommitFailed(e);
    }
    return result;
  }

  private static void rollBack(Session session, Throwable cause) {
    try {
      session.execute("ROLLBACK");
    } catch (SQLException nothingToRollBack) {
      cause.addSuppressed(nothingToRollBack);
    }
  }

  /**
   * Deleted bytes are overwritten in the file; older pages stand in the log until it is emptied.
   */
  @Override
  public CompletionStage<Remains> flush() {
    return writer.submit(SqliteBeside::checkpoint);
  }

  private static Remains checkpoint(Session session) throws SQLException {
    try (var statement = session.connection().createStatement();
        var row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
      return row.next() && row.getInt(1) == 0 ? Remains.NOTHING : Remains.OLDER_VERSIONS;
    }
  }

  @Override
  public CompletionStage<Remains> compact() {
    return writer.submit(
        session -> {
          try (var statement = session.connection().createStatement()) {
            statement.execute("VACUUM");
          }
          return checkpoint(session);
        });
  }

  @Override
  public void close() {
    reads.close();
    writer.close();
  }
}
