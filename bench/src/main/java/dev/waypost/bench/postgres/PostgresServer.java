package dev.waypost.bench.postgres;

import dev.waypost.bench.stage.BenchFailure;
import dev.waypost.bench.stage.ServerAddress;
import dev.waypost.bench.stage.Stage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server of a suite: a given one, or one that ends with it. Either holds what it was told to
 * hold when the power goes; a suite refuses one that does not. Blocks. One thread.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** What the library would turn off for tests, and room that suits a machine of 2 cores. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "fsync", "on",
          "synchronous_commit", "on",
          "full_page_writes", "on",
          "shared_buffers", "512MB",
          "max_wal_size", "4GB",
          "checkpoint_timeout", "15min",
          "max_connections", "100");

  private static final List<String> REPORTED =
      List.of(
          "server_version",
          "shared_buffers",
          "fsync",
          "synchronous_commit",
          "full_page_writes",
          "wal_level",
          "wal_sync_method",
          "max_wal_size",
          "checkpoint_timeout",
          "autovacuum");

  private static final List<String> DURABLE =
      List.of("fsync", "synchronous_commit", "full_page_writes");

  private final Optional<EmbeddedPostgres> started;
  private final Postgres admin;
  private final List<Postgres> made = new ArrayList<>();

  private PostgresServer(Optional<EmbeddedPostgres> started, Postgres admin) {
    this.started = started;
    this.admin = admin;
  }

  /** The given one, or a fresh one with its files in the stage's folder. */
  public static PostgresServer of(Stage stage) throws IOException {
    var server = stage.server().isPresent() ? at(stage.server().get()) : start(stage.folder());
    try {
      server.requireDurable();
      return server;
    } catch (BenchFailure e) {
      server.close();
      throw e;
    }
  }

  private static PostgresServer at(ServerAddress address) {
    return new PostgresServer(
        Optional.empty(), new Postgres(address.url(), address.user(), address.password()));
  }

  private static PostgresServer start(Path folder) throws IOException {
    var builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.resolve("postgres"))
            .setPGStartupWait(START_LIMIT)
            .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
            .setErrorRedirector(ProcessBuilder.Redirect.DISCARD);
    SETTINGS.forEach(builder::setServerConfig);
    try {
      var server = builder.start();
      var url = "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
      return new PostgresServer(Optional.of(server), new Postgres(url, "postgres", "postgres"));
    } catch (IOException | IllegalStateException e) {
      throw new BenchFailure(
          "PostgreSQL could not be started",
          "on other machines than Linux on x86-64 name one that runs: --db URL, with"
              + " WAYPOST_DB_USER and WAYPOST_DB_PASSWORD",
          e);
    }
  }

  /** A fresh database, gone with this server object. */
  public Postgres database(String name) {
    return database("CREATE DATABASE %s", name);
  }

  /** A fresh database with what is in that one, which nobody may be using. */
  public Postgres copyOf(Postgres model, String name) {
    return database("CREATE DATABASE %s TEMPLATE " + model.name(), name);
  }

  private Postgres database(String statement, String name) {
    var full = "waypost_bench_" + name + "_" + ProcessHandle.current().pid();
    admin.execute(statement.formatted(full));
    var database = admin.sibling(full);
    made.add(database);
    return database;
  }

  public void drop(Postgres database) {
    if (made.remove(database)) {
      admin.execute("DROP DATABASE " + database.name() + " WITH (FORCE)");
    }
  }

  /** So that no round pays for what another left dirty. */
  public void checkpoint() {
    try {
      admin.execute("CHECKPOINT");
    } catch (BenchFailure e) {
      if (started.isPresent()) {
        throw e;
      } // whoever gave us a server need not let us do that
    }
  }

  /** The settings that bear on speed, as the server says them. */
  public Map<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    try (var connection = admin.connect();
        var statement = connection.createStatement()) {
      for (var name : REPORTED) {
        try (var row = statement.executeQuery("SHOW " + name)) {
          row.next();
          settings.put(name, row.getString(1));
        }
      }
    } catch (SQLException e) {
      throw Postgres.failure(e);
    }
    settings.put("started by", started.isPresent() ? "the suite" : "somebody else");
    return settings;
  }

  private void requireDurable() {
    var settings = settings();
    for (var name : DURABLE) {
      if ("off".equals(settings.get(name))) {
        throw new BenchFailure(
            "the server has " + name + " = off: what it says it holds may be lost",
            "turn it on; figures of a server that forgets say nothing");
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (started.isPresent()) {
      started.get().close();
      return;
    }
    for (var database : List.copyOf(made)) {
      drop(database);
    }
  }
}
