package dev.waypost.deploy.system;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of a test's own, which it may kill, freeze and start again. It stays at its
 * port, and has one database, whose owner is no superuser.
 */
final class PostgresProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String OWNER = "waypost";

  private final Path data;
  private final int port;
  private final List<String> commandLine;

  private PostgresProcess(Path data, int port) throws IOException {
    this.data = data;
    this.port = port;
    var info = postmaster().info();
    var line = new ArrayList<String>();
    if (System.getProperty("user.name").equals("root")) {
      line.addAll(List.of("unshare", "-U")); // a server does not run as root
    }
    line.add(info.command().orElseThrow());
    line.addAll(List.of(info.arguments().orElseThrow()));
    this.commandLine = List.copyOf(line);
  }

  /** Blocks until it answers. A commit survives the server's end, not the machine's. */
  static PostgresProcess start(Path data) throws Exception {
    var port = NodeProcess.freePort();
    EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setPort(port)
        .setServerConfig("fsync", "off")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("shared_buffers", "64MB")
        .setRegisterShutdownHook(false)
        .start();
    var server = new PostgresProcess(data, port);
    server.administer("CREATE ROLE waypost LOGIN", "CREATE DATABASE waypost OWNER waypost");
    return server;
  }

  /** What a node needs to find it. */
  Map<String, String> environment() {
    return Map.of(
        "WAYPOST_DB", "jdbc:postgresql://127.0.0.1:" + port + "/waypost", "WAYPOST_DB_USER", OWNER);
  }

  /** kill -9 of every process; returns when they are gone. */
  void kill() throws Exception {
    var all = processes();
    all.forEach(ProcessHandle::destroyForcibly);
    Await.until(LIMIT, "the server is gone", () -> all.noneMatch());
  }

  /** After {@link #kill}; it comes up by itself. */
  void startAgain() throws IOException {
    new ProcessBuilder(commandLine)
        .redirectErrorStream(true)
        .redirectOutput(data.resolveSibling("server.log").toFile())
        .start();
  }

  void freeze() throws Exception {
    signal("-STOP");
  }

  void thaw() throws Exception {
    signal("-CONT");
  }

  /** The node's connections end, and it gets no new ones; one may be just coming in. */
  void takeConnectionsAway() throws Exception {
    administer("ALTER ROLE waypost CONNECTION LIMIT 0");
    for (var i = 0; i < 5; i++) {
      administer(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'waypost'");
      Thread.sleep(100);
    }
  }

  void giveConnectionsBack() throws SQLException {
    administer("ALTER ROLE waypost CONNECTION LIMIT -1");
  }

  private void administer(String... statements) throws SQLException {
    administer("postgres", statements);
  }

  /** As somebody who may do everything. */
  void administer(String database, String[] statements) throws SQLException {
    var url = "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    try (var connection = DriverManager.getConnection(url, "postgres", "");
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Every row of every table of the node's, as text; bytes are in hexadecimal. */
  Map<String, List<String>> rows() throws SQLException {
    var url = "jdbc:postgresql://127.0.0.1:" + port + "/waypost";
    var tables = new HashMap<String, List<String>>();
    try (var connection = DriverManager.getConnection(url, "postgres", "");
        var statement = connection.createStatement()) {
      for (var table :
          texts(statement, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
        tables.put(table, texts(statement, "SELECT t::text FROM \"" + table + "\" t"));
      }
    }
    return tables;
  }

  private static List<String> texts(Statement statement, String sql) throws SQLException {
    var texts = new ArrayList<String>();
    try (var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private ProcessHandle postmaster() throws IOException {
    return found().orElseThrow();
  }

  private Optional<ProcessHandle> found() throws IOException {
    var pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
    return ProcessHandle.of(Long.parseLong(pid.strip()));
  }

  /** The first is the one that would start others. */
  private Processes processes() throws IOException {
    var first = postmaster();
    return new Processes(Stream.concat(Stream.of(first), first.children()).toList());
  }

  private record Processes(List<ProcessHandle> all) {
    void forEach(java.util.function.Consumer<ProcessHandle> action) {
      all.forEach(action);
    }

    boolean noneMatch() {
      return all.stream().noneMatch(ProcessHandle::isAlive);
    }
  }

  private void signal(String name) throws Exception {
    var command = new ArrayList<>(List.of("kill", name));
    processes().forEach(process -> command.add(Long.toString(process.pid())));
    var kill = new ProcessBuilder(command).inheritIO().start();
    if (!kill.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("kill hangs");
    }
  }

  /** No process outlives its test. */
  @Override
  public void close() throws Exception {
    if (found().isPresent()) {
      kill();
    }
  }
}
