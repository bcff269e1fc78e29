package dev.waypost.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schemas before version 9 held several snapshots of an entity. */
class SnapshotMigrationTest {
  private static final String SCRIPTS = "classpath:dev/waypost/persistence/store/";

  @TempDir Path folder;

  @Test
  void snapshots_onSqlite_keepTheNewest() throws SQLException {
    var url = "jdbc:sqlite:" + folder.resolve("waypost.db");
    migrate(url, "sqlite", "8");
    try (var connection = DriverManager.getConnection(url)) {
      fill(connection, "x'00'");
    }
    migrate(url, "sqlite", "9");

    try (var connection = DriverManager.getConnection(url)) {
      assertThat(kept(connection)).containsExactly("a 30", "b 7");
    }
  }

  @Test
  void snapshots_onPostgres_keepTheNewest() throws SQLException {
    var address = PostgresServer.empty();
    var url = address.url() + "?user=" + address.user().orElse("");
    migrate(url, "postgres", "1");
    try (var connection = PostgresServer.connect(address)) {
      fill(connection, "'x'");
    }
    migrate(url, "postgres", "9");

    try (var connection = PostgresServer.connect(address)) {
      assertThat(kept(connection)).containsExactly("a 30", "b 7");
    }
  }

  private static void migrate(String url, String scripts, String version) {
    Flyway.configure()
        .dataSource(url, null, null)
        .locations(SCRIPTS + scripts)
        .table("schema_history")
        .target(version)
        .load()
        .migrate();
  }

  private static void fill(Connection connection, String payload) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO snapshot(persistence_id, seq_nr, type, at, payload) VALUES"
              + " ('a', 10, 1, 0, %1$s), ('a', 30, 1, 0, %1$s), ('a', 20, 1, 0, %1$s),"
                  .formatted(payload)
              + " ('b', 7, 1, 0, %s)".formatted(payload));
    }
  }

  private static List<String> kept(Connection connection) throws SQLException {
    var kept = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT persistence_id, seq_nr FROM snapshot ORDER BY persistence_id, seq_nr")) {
      while (row.next()) {
        kept.add(row.getString(1) + " " + row.getLong(2));
      }
    }
    return kept;
  }
}
