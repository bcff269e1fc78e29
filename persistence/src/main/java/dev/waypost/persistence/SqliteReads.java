package dev.waypost.persistence;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A few connections that only read. Each read is one transaction, so it sees one moment. */
record SqliteReads(WorkQueue queue) implements ReadableDatabase {
  private static final int CACHE_KIB = 16_384;

  static SqliteReads open(Path file, DatabaseSettings settings, Answers answers)
      throws SQLException {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(Math.toIntExact(settings.busyTimeout().toMillis()));
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.setCacheSize(-CACHE_KIB);
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    var queue = new WorkQueue("reads", settings.readsWaiting(), 1, Optional::empty, answers);
    for (var i = 0; i < settings.readers(); i++) {
      var session = new Session(Dialect.SQLITE, source.getConnection());
      queue.start(new SqliteRound(session, SqliteReads::readOne));
    }
    return new SqliteReads(queue);
  }

  private static void readOne(Session session, List<Task<?>> tasks) throws SQLException {
    session.execute("BEGIN");
    try {
      tasks.getFirst().run(session);
    } finally {
      session.execute("COMMIT");
    }
  }

  @Override
  public <T> CompletionStage<T> read(SqlWork<T> work) {
    return queue.submit(work);
  }

  @Override
  public void close() {
    queue.close();
  }

  /** With answers that are closed as well. */
  record Alone(SqliteReads reads, Answers answers) implements ReadableDatabase {
    @Override
    public <T> CompletionStage<T> read(SqlWork<T> work) {
      return reads.read(work);
    }

    @Override
    public void close() {
      reads.close();
      answers.close();
    }
  }
}
