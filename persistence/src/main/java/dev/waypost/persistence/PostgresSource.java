package dev.waypost.persistence;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.StringJoiner;

/**
 * Makes connections to one address. What our work relies on is set on each of them, so that nothing
 * of it is left to the configuration of the server.
 */
final class PostgresSource {
  /** Texts that a connection keeps parsed; the journal, the rows and the views have some 150. */
  private static final int STATEMENTS = 256;

  /** Rows that come at a time, so that a long answer is never in memory as a whole. */
  private static final int ROWS_AT_ONCE = 500;

  private final PostgresAddress address;
  private final PostgresSettings settings;

  PostgresSource(PostgresAddress address, PostgresSettings settings) {
    this.address = address;
    this.settings = settings;
  }

  String url() {
    return address.url();
  }

  /** For the work of a node: short transactions whose plans are pinned to the indexes. */
  Properties working(String application) {
    var properties = patient(application);
    properties.setProperty("socketTimeout", seconds(settings.socketTimeout()));
    properties.setProperty(
        "options",
        keepalives()
            .and("statement_timeout", settings.statementTimeout().toMillis())
            .and("lock_timeout", settings.lockTimeout().toMillis())
            .and(
                "idle_in_transaction_session_timeout",
                settings.idleInTransactionTimeout().toMillis())
            .and("synchronous_commit", "on")
            .and("enable_seqscan", "off")
            .and("enable_bitmapscan", "off")
            .and("enable_hashjoin", "off")
            .and("enable_mergejoin", "off")
            .and("jit", "off")
            .text());
    return properties;
  }

  /** For the one connection that watches: what takes longer is not answered. */
  Properties watching() {
    var properties = patient("waypost-node");
    var limit = seconds(settings.heartbeatTimeout());
    properties.setProperty("socketTimeout", limit);
    properties.setProperty("connectTimeout", limit);
    properties.setProperty("loginTimeout", limit);
    properties.setProperty("options", keepalives().text());
    return properties;
  }

  /** For work that takes as long as it takes, under the plans of the server: schema, recount. */
  Properties patient(String application) {
    var properties = new Properties();
    address.user().ifPresent(user -> properties.setProperty("user", user));
    address.password().ifPresent(password -> properties.setProperty("password", password));
    properties.setProperty("ApplicationName", application);
    properties.setProperty("connectTimeout", seconds(settings.connectTimeout()));
    properties.setProperty("loginTimeout", seconds(settings.connectTimeout()));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("preparedStatementCacheQueries", Integer.toString(STATEMENTS));
    properties.setProperty("defaultRowFetchSize", Integer.toString(ROWS_AT_ONCE));
    return properties;
  }

  /** Blocks for the connect timeout at most. */
  Connection connect(Properties properties) throws SQLException {
    return DriverManager.getConnection(address.url(), properties);
  }

  /** A pool whose connections are made when asked for, and never dropped for being idle. */
  HikariConfig pool(String name, Properties properties, int connections) {
    var config = new HikariConfig();
    config.setPoolName("waypost-" + name);
    config.setJdbcUrl(address.url());
    config.setDataSourceProperties(properties);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(0);
    config.setIdleTimeout(0);
    config.setAutoCommit(false);
    config.setConnectionTimeout(settings.connectTimeout().toMillis());
    config.setMaxLifetime(settings.maxLifetime().toMillis());
    config.setLeakDetectionThreshold(settings.socketTimeout().multipliedBy(2).toMillis());
    config.setInitializationFailTimeout(-1); // whoever opens has tried it already
    return config;
  }

  @Override
  public String toString() {
    return address.toString();
  }

  private static String seconds(Duration duration) {
    return Long.toString(duration.plusMillis(999).toSeconds());
  }

  /** A node whose machine is gone holds no locks for longer than this. */
  private static Options keepalives() {
    return new Options()
        .and("tcp_keepalives_idle", 10)
        .and("tcp_keepalives_interval", 5)
        .and("tcp_keepalives_count", 3);
  }

  /** Settings of the server for one session. */
  private static final class Options {
    private final StringJoiner text = new StringJoiner(" ");

    Options and(String name, Object value) {
      text.add("-c " + name + "=" + value);
      return this;
    }

    String text() {
      return text.toString();
    }
  }
}
