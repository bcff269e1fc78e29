package dev.waypost.persistence;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;

/** A database in a folder of a test, opened as a node does. */
public final class TestDatabase implements AutoCloseable {
  public static final DatabaseSettings SETTINGS =
      DatabaseSettings.from(ConfigFactory.load().getConfig("waypost.database"));

  private static final long SEED = 7;

  private final LockedFolder folder;
  private final Database database;

  private TestDatabase(LockedFolder folder, Database database) {
    this.folder = folder;
    this.database = database;
  }

  public static TestDatabase open(Path path) {
    return open(path, SETTINGS);
  }

  public static TestDatabase open(Path path, DatabaseSettings settings) {
    try {
      var folder = LockedFolder.lock(path);
      return new TestDatabase(
          folder, SqliteDatabase.open(folder, settings, new SplittableRandom(SEED)));
    } catch (StartRefused e) {
      throw new AssertionError(e);
    }
  }

  /** The shipped settings with these bounds on what waits. */
  public static DatabaseSettings bounded(int waiting) {
    return new DatabaseSettings(waiting, waiting, 1, waiting, Duration.ofSeconds(10));
  }

  public Database database() {
    return database;
  }

  @Override
  public void close() {
    database.close();
    folder.close();
  }
}
