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
 * @param migrate whether a start brings the schema up to date, or refuses one that is not
 * @param connectTimeout for a connection to be made, or to become free
 * @param statementTimeout after which the server gives a statement up
 * @param lockTimeout after which the server gives up a statement that waits for a lock
 * @param idleInTransactionTimeout after which the server throws out a node that froze in the middle
 *     of a transaction
 * @param socketTimeout after which we give up a server that says nothing to a statement
 * @param maxLifetime after which a connection is replaced
 * @param heartbeat how often the server is asked whether it is there
 * @param heartbeatTimeout after which a server that does not answer that counts as gone
 * @param reconnectMin wait before the first try to connect again; doubles up to the longest
 * @param reconnectMax the longest of these waits
 * @param takeOverWait how long a start waits for the node before it to be gone
 */
public record PostgresSettings(
    boolean migrate,
    Duration connectTimeout,
    Duration statementTimeout,
    Duration lockTimeout,
    Duration idleInTransactionTimeout,
    Duration socketTimeout,
    Duration maxLifetime,
    Duration heartbeat,
    Duration heartbeatTimeout,
    Duration reconnectMin,
    Duration reconnectMax,
    Duration takeOverWait) {
  private static final String MIGRATE = "migrate";
  private static final String CONNECT_TIMEOUT = "connect-timeout";
  private static final String STATEMENT_TIMEOUT = "statement-timeout";
  private static final String LOCK_TIMEOUT = "lock-timeout";
  private static final String IDLE_IN_TRANSACTION_TIMEOUT = "idle-in-transaction-timeout";
  private static final String SOCKET_TIMEOUT = "socket-timeout";
  private static final String MAX_LIFETIME = "max-lifetime";
  private static final String HEARTBEAT = "heartbeat";
  private static final String HEARTBEAT_TIMEOUT = "heartbeat-timeout";
  private static final String RECONNECT_MIN = "reconnect-min";
  private static final String RECONNECT_MAX = "reconnect-max";
  private static final String TAKE_OVER_WAIT = "take-over-wait";
  private static final Set<String> KEYS =
      Set.of(
          MIGRATE,
          CONNECT_TIMEOUT,
          STATEMENT_TIMEOUT,
          LOCK_TIMEOUT,
          IDLE_IN_TRANSACTION_TIMEOUT,
          SOCKET_TIMEOUT,
          MAX_LIFETIME,
          HEARTBEAT,
          HEARTBEAT_TIMEOUT,
          RECONNECT_MIN,
          RECONNECT_MAX,
          TAKE_OVER_WAIT);

  public PostgresSettings {
    requireSeconds(CONNECT_TIMEOUT, connectTimeout, Duration.ofMinutes(1));
    requireSeconds(STATEMENT_TIMEOUT, statementTimeout, Duration.ofHours(1));
    requireSeconds(LOCK_TIMEOUT, lockTimeout, Duration.ofHours(1));
    requireSeconds(IDLE_IN_TRANSACTION_TIMEOUT, idleInTransactionTimeout, Duration.ofHours(1));
    requireSeconds(SOCKET_TIMEOUT, socketTimeout, Duration.ofHours(2));
    requireSeconds(MAX_LIFETIME, maxLifetime, Duration.ofDays(1));
    requireBetween(HEARTBEAT, heartbeat, Duration.ofMillis(100), Duration.ofMinutes(1));
    requireSeconds(HEARTBEAT_TIMEOUT, heartbeatTimeout, Duration.ofMinutes(1));
    requireBetween(RECONNECT_MIN, reconnectMin, Duration.ofMillis(10), reconnectMax);
    requireSeconds(RECONNECT_MAX, reconnectMax, Duration.ofMinutes(5));
    requireSeconds(TAKE_OVER_WAIT, takeOverWait, Duration.ofMinutes(5));
    requireShorter(LOCK_TIMEOUT, lockTimeout, STATEMENT_TIMEOUT, statementTimeout);
    requireShorter(STATEMENT_TIMEOUT, statementTimeout, SOCKET_TIMEOUT, socketTimeout);
    requireShorter(
        HEARTBEAT + " + " + HEARTBEAT_TIMEOUT,
        heartbeat.plus(heartbeatTimeout),
        CONNECT_TIMEOUT,
        connectTimeout);
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
        config.getBoolean(MIGRATE),
        config.getDuration(CONNECT_TIMEOUT),
        config.getDuration(STATEMENT_TIMEOUT),
        config.getDuration(LOCK_TIMEOUT),
        config.getDuration(IDLE_IN_TRANSACTION_TIMEOUT),
        config.getDuration(SOCKET_TIMEOUT),
        config.getDuration(MAX_LIFETIME),
        config.getDuration(HEARTBEAT),
        config.getDuration(HEARTBEAT_TIMEOUT),
        config.getDuration(RECONNECT_MIN),
        config.getDuration(RECONNECT_MAX),
        config.getDuration(TAKE_OVER_WAIT));
  }

  private static void requireSeconds(String key, Duration value, Duration most) {
    requireBetween(key, value, Duration.ofSeconds(1), most);
  }

  private static void requireBetween(String key, Duration value, Duration least, Duration most) {
    if (!(value.compareTo(least) >= 0 && value.compareTo(most) <= 0)) {
      throw new IllegalArgumentException(
          "postgres.%s is %s to %s, got %s".formatted(key, least, most, value));
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
