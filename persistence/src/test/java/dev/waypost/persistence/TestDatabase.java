package dev.waypost.persistence;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A database of a test, opened as a node does. A folder stands for one in either kind: SQLite keeps
 * its file there, and PostgreSQL has a database for it; opened again, it is the same one.
 */
public final class TestDatabase implements AutoCloseable {
  public static final DatabaseSettings SETTINGS =
      DatabaseSettings.from(ConfigFactory.load().getConfig("waypost.database"));

  private static final long SEED = 7;

  private final AutoCloseable folder;
  private final Database database;

  private TestDatabase(AutoCloseable folder, Database database) {
    this.folder = folder;
    this.database = database;
  }

  public static TestDatabase open(Path path) {
    return open(path, SETTINGS);
  }

  public static TestDatabase open(Path path, DatabaseSettings settings) {
    return open(Dialect.SQLITE, path, settings);
  }

  public static TestDatabase open(Dialect dialect, Path path) {
    return open(dialect, path, SETTINGS);
  }

  public static TestDatabase open(Dialect dialect, Path path, DatabaseSettings settings) {
    try {
      return tryToOpen(dialect, path, settings);
    } catch (StartRefused e) {
      throw new AssertionError(e);
    }
  }

  public static TestDatabase tryToOpen(Dialect dialect, Path path, DatabaseSettings settings)
      throws StartRefused {
    var random = new SplittableRandom(SEED);
    return switch (dialect) {
      case SQLITE -> {
        var folder = LockedFolder.lock(path);
        try {
          yield new TestDatabase(folder, SqliteDatabase.open(folder, settings, random));
        } catch (StartRefused e) {
          folder.close();
          throw e;
        }
      }
      case POSTGRES ->
          new TestDatabase(
              () -> {}, PostgresDatabase.open(PostgresServer.of(path), settings, random));
    };
  }

  /** The database of that folder as a command opens it; whoever has opened it keeps it. */
  public static BesideDatabase beside(Dialect dialect, Path path, DatabaseSettings settings) {
    try {
      return switch (dialect) {
        case SQLITE -> SqliteDatabase.openBeside(path, settings);
        case POSTGRES -> PostgresDatabase.openBeside(PostgresServer.of(path), settings);
      };
    } catch (StartRefused e) {
      throw new AssertionError(e);
    }
  }

  /** The shipped settings with these bounds on what waits. */
  public static DatabaseSettings bounded(int waiting) {
    return bounded(waiting, Duration.ofSeconds(10));
  }

  public static DatabaseSettings bounded(int waiting, Duration busyTimeout) {
    return new DatabaseSettings(waiting, waiting, 1, waiting, busyTimeout, SETTINGS.postgres());
  }

  public Database database() {
    return database;
  }

  @Override
  public void close() {
    database.close();
    try {
      folder.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
