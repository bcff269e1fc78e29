package dev.waypost.persistence;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * Bounds of the database; {@code waypost.database} of reference.conf says what each does.
 *
 * @param writesWaiting most writes that wait; further ones fail as overloaded
 * @param writesPerCommit most writes in one transaction
 * @param readers connections that read
 * @param readsWaiting most reads that wait; further ones fail as overloaded
 * @param busyTimeout how long a statement waits for another process, such as a backup
 */
public record DatabaseSettings(
    int writesWaiting,
    int writesPerCommit,
    int readers,
    int readsWaiting,
    Duration busyTimeout,
    PostgresSettings postgres) {
  private static final String WRITES_WAITING = "writes-waiting";
  private static final String WRITES_PER_COMMIT = "writes-per-commit";
  private static final String READERS = "readers";
  private static final String READS_WAITING = "reads-waiting";
  private static final String BUSY_TIMEOUT = "busy-timeout";
  private static final String POSTGRES = "postgres";
  private static final Set<String> KEYS =
      Set.of(WRITES_WAITING, WRITES_PER_COMMIT, READERS, READS_WAITING, BUSY_TIMEOUT, POSTGRES);

  public DatabaseSettings {
    requirePositive(WRITES_WAITING, writesWaiting);
    requirePositive(WRITES_PER_COMMIT, writesPerCommit);
    requirePositive(READERS, readers);
    requirePositive(READS_WAITING, readsWaiting);
    if (!(writesPerCommit <= writesWaiting)) {
      throw new IllegalArgumentException(
          "writes-per-commit must be <= writes-waiting, got "
              + writesPerCommit
              + " > "
              + writesWaiting);
    }
    if (!(busyTimeout.isPositive() && busyTimeout.compareTo(Duration.ofMinutes(5)) <= 0)) {
      throw new IllegalArgumentException("busy-timeout is 0..5 minutes, got " + busyTimeout);
    }
  }

  /** Reads {@code waypost.database}; refuses keys that it does not know. */
  public static DatabaseSettings from(Config config) {
    var unknown = new TreeSet<>(config.root().keySet());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new ConfigException.Generic(
          "unknown keys " + unknown + " in waypost.database; known are " + new TreeSet<>(KEYS));
    }
    return new DatabaseSettings(
        config.getInt(WRITES_WAITING),
        config.getInt(WRITES_PER_COMMIT),
        config.getInt(READERS),
        config.getInt(READS_WAITING),
        config.getDuration(BUSY_TIMEOUT),
        PostgresSettings.from(config.getConfig(POSTGRES)));
  }

  private static void requirePositive(String key, int value) {
    if (!(value >= 1)) {
      throw new IllegalArgumentException(key + " must be >= 1, got " + value);
    }
  }
}
