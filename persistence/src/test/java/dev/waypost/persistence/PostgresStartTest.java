package dev.waypost.persistence;

import static dev.waypost.persistence.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Why a node does not start on a server, and what it is told to do. */
class PostgresStartTest {
  private final PostgresAddress server = PostgresServer.fresh();

  @Test
  void open_whereNobodyListens_saysSo() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var nobody = at("jdbc:postgresql://127.0.0.1:" + port + "/waypost", "postgres");

    assertThatThrownBy(() -> open(nobody))
        .isInstanceOf(StartRefused.ServerUnreachable.class)
        .hasMessageContainingAll(nobody.url(), "WAYPOST_DB");
  }

  @Test
  void open_asNobodyTheServerKnows_saysSo() {
    assertThatThrownBy(() -> open(at(server.url(), "nobody_" + name())))
        .isInstanceOf(StartRefused.ServerRejects.class)
        .hasMessageContainingAll("does not let us in", "WAYPOST_DB_PASSWORD");
  }

  @Test
  void open_onADatabaseThatIsNotThere_saysSo() {
    assertThatThrownBy(() -> open(at(server.url().replace(name(), "no_such"), "postgres")))
        .isInstanceOf(StartRefused.NoSuchDatabase.class)
        .hasMessageContaining("CREATE DATABASE");
  }

  @Test
  void open_withoutTheRightToMakeTables_saysSo() throws SQLException {
    var empty = PostgresServer.empty();
    run(empty, "CREATE ROLE reader_" + name() + " LOGIN");

    assertThatThrownBy(() -> open(at(empty.url(), "reader_" + name())))
        .isInstanceOf(StartRefused.RightsMissing.class)
        .hasMessageContaining("roles.sql");
  }

  @Test
  void open_onAServerThatTakesNoWrites_saysSo() throws SQLException {
    run(server, "ALTER DATABASE " + name() + " SET default_transaction_read_only = on");

    assertThatThrownBy(() -> open(server))
        .isInstanceOf(StartRefused.ServerRejects.class)
        .hasMessageContaining("primary");
  }

  /** As behind a pooler that has settings of its own for each session. */
  @Test
  void open_whereOurSettingsDoNotArrive_saysSo() {
    var pooled = server.url() + (server.url().contains("?") ? "&" : "?") + "options=-c%20jit=off";

    assertThatThrownBy(() -> open(at(pooled, "postgres")))
        .isInstanceOf(StartRefused.ServerRejects.class)
        .hasMessageContainingAll("settings of our sessions", "options");
  }

  @Test
  void open_onAnEmptyDatabaseThatIsNotToBeMigrated_namesTheCommand() {
    assertThatThrownBy(() -> open(PostgresServer.empty(), notMigrating()))
        .isInstanceOf(StartRefused.SchemaOutdated.class)
        .hasMessageContaining("./waypost migrate");
  }

  @Test
  void open_whileAnotherNodeWorksThere_isRefusedAndSaysWho() throws StartRefused {
    try (var first = open(server)) {
      assertThatThrownBy(() -> open(server, impatient(true)))
          .isInstanceOf(StartRefused.DatabaseBusy.class)
          .hasMessageContaining("(waypost-node at 127.0.0.1");
      assertThat(first.incarnation().value()).isEqualTo(1);
    }
    try (var next = open(server, impatient(true))) {
      assertThat(next.incarnation().value()).isEqualTo(2);
    }
  }

  @Test
  void openReadOnly_whereNoNodeHasBeen_saysSo() {
    assertThatThrownBy(
            () -> PostgresDatabase.openReadOnly(PostgresServer.empty(), TestDatabase.SETTINGS))
        .isInstanceOf(StartRefused.SchemaMissing.class);
  }

  @Test
  void work_hasItsPlansAndTimesPinned() throws StartRefused {
    try (var database = open(server)) {
      for (var lane : Lane.values()) {
        assertThat(await(database.write(lane, shown("enable_seqscan")))).isEqualTo("off");
      }
      assertThat(await(database.read(shown("enable_hashjoin")))).isEqualTo("off");
      assertThat(await(database.read(shown("enable_mergejoin")))).isEqualTo("off");
      assertThat(await(database.read(shown("jit")))).isEqualTo("off");
      assertThat(await(database.write(shown("synchronous_commit")))).isEqualTo("on");
      assertThat(await(database.write(shown("statement_timeout")))).isEqualTo("30s");
      assertThat(await(database.write(shown("lock_timeout")))).isEqualTo("10s");
      assertThat(await(database.write(shown("idle_in_transaction_session_timeout"))))
          .isEqualTo("15s");
      assertThat(await(database.write(shown("transaction_isolation")))).isEqualTo("read committed");
      assertThat(await(database.read(shown("transaction_isolation")))).isEqualTo("repeatable read");
    }
  }

  /** The script is for psql, which knows variables; here they are put in by hand. */
  @Test
  void roles_ofTheScript_letTheNodeWorkAndNoMore() throws Exception {
    var empty = PostgresServer.empty();
    var script =
        Files.readString(Path.of("../docs/postgres/roles.sql"))
            .replaceAll("(?m)^\\\\.*$", "")
            .replace("waypost", "waypost_" + name())
            .replace(":\"database\"", empty.url().replaceFirst(".*/", ""));
    run(empty, script);
    var owner = at(empty.url(), "waypost_" + name() + "_owner");
    var node = at(empty.url(), "waypost_" + name());
    var auditor = at(empty.url(), "waypost_" + name() + "_audit");

    PostgresDatabase.migrate(owner, TestDatabase.SETTINGS);
    try (var database = open(node, notMigrating())) {
      assertThat(await(database.write(DatabaseContract.put("a", 1)))).isEqualTo(1);
      assertThat(
              Stages.failure(
                  database.write(
                      session -> session.prepare("CREATE TABLE more (a int)").execute())))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied");
      try (var audit = PostgresDatabase.openReadOnly(auditor, TestDatabase.SETTINGS)) {
        assertThat(await(audit.read(DatabaseContract.count()))).isEqualTo(1);
      }
      assertThatThrownBy(() -> PostgresDatabase.migrate(owner, impatient(true)))
          .isInstanceOf(StartRefused.DatabaseBusy.class);
      assertThat(remains(node)).containsOnly(BesideDatabase.Remains.NOT_PERMITTED);
      assertThat(remains(owner))
          .containsExactly(BesideDatabase.Remains.OLDER_VERSIONS, BesideDatabase.Remains.NOTHING);
      assertThatThrownBy(() -> run(auditor, "DELETE FROM meta")).hasMessageContaining("permission");
      assertThatThrownBy(() -> run(node, "DROP TABLE meta")).hasMessageContaining("owner");
    }
  }

  /** After cleaning and after writing anew, as that user. */
  private static List<BesideDatabase.Remains> remains(PostgresAddress user) throws StartRefused {
    try (var beside = PostgresDatabase.openBeside(user, TestDatabase.SETTINGS)) {
      assertThat(await(beside.write(DatabaseContract.put(user.user().orElseThrow(), 1))))
          .isEqualTo(1);
      return List.of(await(beside.flush()), await(beside.compact()));
    }
  }

  @Test
  void openBeside_whereItCannotWork_saysWhatIsWrong() {
    var settings = TestDatabase.SETTINGS;
    assertThatThrownBy(() -> PostgresDatabase.openBeside(PostgresServer.empty(), settings))
        .isInstanceOf(StartRefused.SchemaMissing.class);
    var nobody = at(server.url(), "nobody_" + name());
    assertThatThrownBy(() -> PostgresDatabase.openBeside(nobody, settings))
        .isInstanceOf(StartRefused.ServerRejects.class);
    var elsewhere = at(server.url().replace(name(), "no_such"), "postgres");
    assertThatThrownBy(() -> PostgresDatabase.openBeside(elsewhere, settings))
        .isInstanceOf(StartRefused.NoSuchDatabase.class);
  }

  private static SqlWork<String> shown(String setting) {
    return session ->
        Query.of(session, "SHOW " + setting).first(row -> row.getString(1)).orElseThrow();
  }

  private static Database open(PostgresAddress address) throws StartRefused {
    return open(address, TestDatabase.SETTINGS);
  }

  private static Database open(PostgresAddress address, DatabaseSettings settings)
      throws StartRefused {
    return PostgresDatabase.open(address, settings, new SplittableRandom(7));
  }

  private static DatabaseSettings notMigrating() {
    return impatient(false);
  }

  private static DatabaseSettings impatient(boolean migrate) {
    var second = Duration.ofSeconds(1);
    var of = TestDatabase.SETTINGS.postgres();
    return new DatabaseSettings(
        100,
        100,
        2,
        100,
        second,
        new PostgresSettings(
            migrate,
            of.connectTimeout(),
            of.statementTimeout(),
            of.lockTimeout(),
            of.idleInTransactionTimeout(),
            of.socketTimeout(),
            of.maxLifetime(),
            of.heartbeat(),
            of.heartbeatTimeout(),
            of.reconnectMin(),
            of.reconnectMax(),
            second));
  }

  private PostgresAddress at(String url, String user) {
    return new PostgresAddress(url, Optional.of(user), Optional.empty());
  }

  private String name() {
    return server.url().replaceFirst(".*/", "").replaceFirst("\\?.*", "");
  }

  private static void run(PostgresAddress address, String sql) throws SQLException {
    try (var connection = PostgresServer.connect(address);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
