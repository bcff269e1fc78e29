package dev.waypost.persistence;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * How long a PostgreSQL server is waited for; {@code waypost.database.postgres} of reference.conf
 * says what each does.
 *
 * @param connectTimeout for a connection to be made, or to become free
 * @param statementTimeout after which the server gives a statement up
 * @param lockTimeout after which the server gives up a statement that waits for a lock
 * @param idleInTransactionTimeout after which the server throws out a node that froze in the middle
 *     of a transaction
 * @param socketTimeout after which we give up a server that says nothing to a statement
 * @param maxLifetime after which a connection is replaced
 */
public record PostgresSettings(
    Duration connectTimeout,
    Duration statementTimeout,
    Duration lockTimeout,
    Duration idleInTransactionTimeout,
    Duration socketTimeout,
    Duration maxLifetime) {
  private static final String CONNECT_TIMEOUT = "connect-timeout";
  private static final String STATEMENT_TIMEOUT = "statement-timeout";
  private static final String LOCK_TIMEOUT = "lock-timeout";
  private static final String IDLE_IN_TRANSACTION_TIMEOUT = "idle-in-transaction-timeout";
  private static final String SOCKET_TIMEOUT = "socket-timeout";
  private static final String MAX_LIFETIME = "max-lifetime";
  private static final Set<String> KEYS =
      Set.of(
          CONNECT_TIMEOUT,
          STATEMENT_TIMEOUT,
          LOCK_TIMEOUT,
          IDLE_IN_TRANSACTION_TIMEOUT,
          SOCKET_TIMEOUT,
          MAX_LIFETIME);

  public PostgresSettings {
    requireSeconds(CONNECT_TIMEOUT, connectTimeout, Duration.ofMinutes(1));
    requireSeconds(STATEMENT_TIMEOUT, statementTimeout, Duration.ofHours(1));
    requireSeconds(LOCK_TIMEOUT, lockTimeout, Duration.ofHours(1));
    requireSeconds(IDLE_IN_TRANSACTION_TIMEOUT, idleInTransactionTimeout, Duration.ofHours(1));
    requireSeconds(SOCKET_TIMEOUT, socketTimeout, Duration.ofHours(2));
    requireSeconds(MAX_LIFETIME, maxLifetime, Duration.ofDays(1));
    requireShorter(LOCK_TIMEOUT, lockTimeout, STATEMENT_TIMEOUT, statementTimeout);
    requireShorter(STATEMENT_TIMEOUT, statementTimeout, SOCKET_TIMEOUT, socketTimeout);
    if (maxLifetime.compareTo(Duration.ofSeconds(30)) < 0) {
      throw new IllegalArgumentException("max-lifetime is at least 30 s, got " + maxLifetime);
    }
  }

  /** Reads {@code waypost.database.postgres}; refuses keys that it does not know. */
  static PostgresSettings from(Config config) {
    var unknown = new TreeSet<>(config.root().keySet());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new ConfigException.Generic(
          "unknown keys "
              + unknown
              + " in waypost.database.postgres; known are "
              + new TreeSet<>(KEYS));
    }
    return new PostgresSettings(
        config.getDuration(CONNECT_TIMEOUT),
        config.getDuration(STATEMENT_TIMEOUT),
        config.getDuration(LOCK_TIMEOUT),
        config.getDuration(IDLE_IN_TRANSACTION_TIMEOUT),
        config.getDuration(SOCKET_TIMEOUT),
        config.getDuration(MAX_LIFETIME));
  }

  private static void requireSeconds(String key, Duration value, Duration most) {
    if (!(value.compareTo(Duration.ofSeconds(1)) >= 0 && value.compareTo(most) <= 0)) {
      throw new IllegalArgumentException(
          "postgres." + key + " is 1 s to " + most.toSeconds() + " s, got " + value);
    }
  }

  private static void requireShorter(String key, Duration value, String than, Duration other) {
    if (!(value.compareTo(other) < 0)) {
      throw new IllegalArgumentException(
          "postgres.%s must be shorter than postgres.%s, got %s and %s"
              .formatted(key, than, value, other));
    }
  }
}
