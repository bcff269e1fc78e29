package dev.waypost.persistence;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The PostgreSQL server of this test JVM: the one that {@code WAYPOST_TEST_DB} names (a JDBC URL;
 * with {@code WAYPOST_TEST_DB_USER} and {@code WAYPOST_TEST_DB_PASSWORD}, of somebody who may
 * create databases), otherwise one that is started when it is first asked for and ends with the
 * JVM.
 */
public final class PostgresServer {
  private static final String TEMPLATE = "waypost_template_" + ProcessHandle.current().pid();
  private static final Map<Path, PostgresAddress> BY_FOLDER = new HashMap<>();
  private static final List<String> MADE = new ArrayList<>();
  private static Optional<PostgresAddress> running = Optional.empty();

  private PostgresServer() {}

  /** A database with our schema that nobody has used. */
  public static synchronized PostgresAddress fresh() {
    try {
      var server = server();
      return create(server, "waypost_test_" + ProcessHandle.current().pid() + "_" + MADE.size());
    } catch (SQLException | StartRefused e) {
      throw new AssertionError(e);
    }
  }

  /** The same for all who name the same folder. */
  public static synchronized PostgresAddress of(Path folder) {
    return BY_FOLDER.computeIfAbsent(folder, unused -> fresh());
  }

  /** An empty database without our schema. */
  public static synchronized PostgresAddress empty() {
    try {
      var name = "waypost_empty_" + ProcessHandle.current().pid() + "_" + MADE.size();
      execute(server(), "CREATE DATABASE " + name);
      MADE.add(name);
      return database(server(), name);
    } catch (SQLException | StartRefused e) {
      throw new AssertionError(e);
    }
  }

  /** A connection of the test's own. */
  public static Connection connect(PostgresAddress address) throws SQLException {
    var source = new PostgresSource(address, TestDatabase.SETTINGS.postgres());
    return source.connect(source.patient("test"));
  }

  private static PostgresAddress create(PostgresAddress server, String name) throws SQLException {
    execute(server, "CREATE DATABASE %s TEMPLATE %s".formatted(name, TEMPLATE));
    MADE.add(name);
    return database(server, name);
  }

  private static PostgresAddress server() throws SQLException, StartRefused {
    if (running.isEmpty()) {
      var server = Optional.ofNullable(System.getenv("WAYPOST_TEST_DB")).map(PostgresServer::given);
      running = Optional.of(server.orElseGet(PostgresServer::started));
      Runtime.getRuntime().addShutdownHook(new Thread(PostgresServer::dropAll));
      execute(running.get(), "DROP DATABASE IF EXISTS " + TEMPLATE);
      execute(running.get(), "CREATE DATABASE " + TEMPLATE);
      MADE.add(TEMPLATE);
      var template = database(running.get(), TEMPLATE);
      Migrations.ofPostgres(new PostgresSource(template, TestDatabase.SETTINGS.postgres()));
    }
    return running.get();
  }

  private static PostgresAddress given(String url) {
    return new PostgresAddress(
        url,
        Optional.ofNullable(System.getenv("WAYPOST_TEST_DB_USER")),
        Optional.ofNullable(System.getenv("WAYPOST_TEST_DB_PASSWORD")));
  }

  /** What is committed survives the server's end, not the machine's: tests need no more. */
  private static PostgresAddress started() {
    try {
      var server =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "off")
              .setServerConfig("full_page_writes", "off")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("max_connections", "200")
              .start();
      return new PostgresAddress(
          "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres",
          Optional.of("postgres"),
          Optional.empty());
    } catch (IOException e) {
      throw new AssertionError("the PostgreSQL server of the tests does not start", e);
    }
  }

  private static PostgresAddress database(PostgresAddress server, String name) {
    var url = URI.create(server.url().substring("jdbc:".length()));
    var query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return new PostgresAddress(
        "jdbc:postgresql://%s/%s%s".formatted(url.getRawAuthority(), name, query),
        server.user(),
        server.password());
  }

  /** A started server goes away with all it has. */
  private static synchronized void dropAll() {
    if (System.getenv("WAYPOST_TEST_DB") != null) {
      for (var name : MADE) {
        try {
          execute(running.orElseThrow(), "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        } catch (SQLException e) {
          System.err.println(name + " stays: " + e.getMessage());
        }
      }
    }
  }

  private static void execute(PostgresAddress server, String sql) throws SQLException {
    try (var connection = connect(server);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
