package dev.waypost.persistence;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.id.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The embedded database: one file, one process, one writer. Every commit is synced (WAL,
 * synchronous=FULL), and one sync carries all writes that wait at that moment.
 */
public final class SqliteDatabase implements Database {
  private static final String FILE = "waypost.db";
  private static final int WRITER_CACHE_KIB = 65_536;
  private static final int WAL_PAGES_PER_CHECKPOINT = 4_000;

  private final WorkQueue writes;
  private final SqliteReads reads;
  private final Answers answers;
  private final Incarnation incarnation;
  private final RandomGenerator random;

  private SqliteDatabase(
      WorkQueue writes,
      SqliteReads reads,
      Answers answers,
      Incarnation it,
      RandomGenerator random) {
    this.writes = writes;
    this.reads = reads;
    this.answers = answers;
    this.incarnation = it;
    this.random = random;
  }

  /**
   * Opens the database of a locked folder, makes or migrates it where needed, and takes an
   * incarnation. Close it before the folder.
   *
   * @param random makes salts, so it must be unpredictable
   */
  public static Database open(
      LockedFolder folder, DatabaseSettings settings, RandomGenerator random) throws StartRefused {
    var file = folder.path().resolve(FILE);
    keepToOwner(file);
    var source = source(file, settings);
    Migrations.ofSqlite(source, file.toString());
    try {
      var session = new Session(Dialect.SQLITE, source.getConnection());
      Meta.requireShards(session, Slice.SHARDS, file.toString());
      var incarnation = Meta.nextIncarnation(session);
      var answers = new Answers();
      var writes =
          new WorkQueue(
              "writes",
              settings.writesWaiting(),
              settings.writesPerCommit(),
              Optional::empty,
              answers);
      writes.start(new SqliteRound(session, SqliteDatabase::commitTogether));
      var reads = SqliteReads.open(file, settings, answers);
      return new SqliteDatabase(writes, reads, answers, incarnation, random);
    } catch (SQLException e) {
      throw new StartRefused.DatabaseUnusable(file.toString(), e);
    }
  }

  /** It holds personal data. The files beside it get the mode of the database from SQLite. */
  private static void keepToOwner(Path file) throws StartRefused {
    try (var made = OwnerOnly.open(file, Set.of(CREATE, WRITE))) {
      for (var suffix : List.of("", "-wal", "-shm")) {
        OwnerOnly.close(file.resolveSibling(file.getFileName() + suffix));
      }
    } catch (IOException e) {
      throw new StartRefused.DatabaseUnusable(file.toString(), e);
    }
  }

  /** Opens the database of a folder for looking only; a node may be working in it. */
  public static ReadableDatabase openReadOnly(Path folder, DatabaseSettings settings)
      throws StartRefused {
    var file = existing(folder);
    var answers = new Answers();
    try {
      return new SqliteReads.Alone(SqliteReads.open(file, settings, answers), answers);
    } catch (SQLException e) {
      answers.close();
      throw new StartRefused.DatabaseUnusable(file.toString(), e);
    }
  }

  /**
   * Opens the database of a folder for a command that writes to it; a node may be working in it. A
   * schema that is not that of this program is refused.
   */
  public static BesideDatabase openBeside(Path folder, DatabaseSettings settings)
      throws StartRefused {
    var file = existing(folder);
    var source = source(file, settings);
    Migrations.requireCurrent(source, file.toString());
    try {
      return SqliteBeside.open(file, source, settings);
    } catch (SQLException e) {
      throw new StartRefused.DatabaseUnusable(file.toString(), e);
    }
  }

  private static Path existing(Path folder) throws StartRefused {
    var path = folder.toAbsolutePath().normalize();
    var file = path.resolve(FILE);
    if (!Files.exists(file)) {
      throw new StartRefused.DatabaseMissing(path, FILE);
    }
    if (!Files.isReadable(file)) {
      throw new StartRefused.DatabaseUnusable(
          file.toString(), new SQLException("this user has no right to read it"));
    }
    return file;
  }

  private static SQLiteDataSource source(Path file, DatabaseSettings settings) {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(Math.toIntExact(settings.busyTimeout().toMillis()));
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.setCacheSize(-WRITER_CACHE_KIB);
    config.enforceForeignKeys(false);
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true"); // rows are people
    config.setPragma(
        SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, Integer.toString(WAL_PAGES_PER_CHECKPOINT));
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  /** One transaction for all, a savepoint for each. */
  private static void commitTogether(Session session, List<Task<?>> tasks) throws SQLException {
    session.execute("BEGIN IMMEDIATE");
    try {
      for (var task : tasks) {
        session.execute("SAVEPOINT task");
        task.run(session);
        if (task.hasFailed()) {
          session.execute("ROLLBACK TO task");
        }
        session.execute("RELEASE task"); // fails when SQLite has given up the whole transaction
      }
      session.execute("COMMIT");
    } catch (SQLException e) {
      rollBack(session, e);
      throw e;
    }
  }

  private static void rollBack(Session session, SQLException cause) {
    try {
      session.execute("ROLLBACK");
    } catch (SQLException e) {
      cause.addSuppressed(e); // there was nothing to roll back any more
    }
  }

  /** There is one writer, so all lanes are one. */
  @Override
  public <T> CompletionStage<T> write(Lane lane, SqlWork<T> work) {
    return writes.submit(work);
  }

  @Override
  public <T> CompletionStage<T> read(SqlWork<T> work) {
    return reads.read(work);
  }

  @Override
  public Incarnation incarnation() {
    return incarnation;
  }

  @Override
  public CompletionStage<byte[]> salt(SenderId sender) {
    return write(session -> Meta.salt(session, sender, random));
  }

  @Override
  public Load load() {
    return new Load(
        writes.done(),
        writes.rounds(),
        writes.failed() + reads.queue().failed(),
        reads.queue().done(),
        writes.overloaded() + reads.queue().overloaded(),
        writes.waiting());
  }

  /** Also brings the log into the file, so that one file is the whole database. */
  @Override
  public void close() {
    reads.close();
    writes.close(); // SQLite checkpoints when its last connection closes
    answers.close();
  }
}
