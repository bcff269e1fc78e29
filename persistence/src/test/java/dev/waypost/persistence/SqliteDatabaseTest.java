package dev.waypost.persistence;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.Stages.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SqliteDatabaseTest extends DatabaseContract {
  SqliteDatabaseTest() {
    super(Dialect.SQLITE);
  }

  @Override
  ReadableDatabase openReadOnly() throws StartRefused {
    return SqliteDatabase.openReadOnly(folder, TestDatabase.SETTINGS);
  }

  @Override
  Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("waypost.db"));
  }

  @Test
  void open_inAFolderOthersMayEnter_keepsItsFilesToTheOwner() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var test = open()) {
      assertThat(await(test.database().write(put("a", 1)))).isEqualTo(1);
      assertThat(modes()).containsOnly("rw-------").hasSizeGreaterThan(2);
    }
  }

  @Test
  void open_onFilesOthersMayRead_closesThem() throws IOException {
    open().close();
    Files.setPosixFilePermissions(
        folder.resolve("waypost.db"), PosixFilePermissions.fromString("rw-r--r--"));
    try (var test = open()) {
      assertThat(await(test.database().read(count()))).isZero();
      assertThat(modes()).containsOnly("rw-------");
    }
  }

  /** Of the database and the files beside it. */
  private List<String> modes() throws IOException {
    try (var files = Files.list(folder)) {
      var modes = new ArrayList<String>();
      for (var file : files.filter(f -> f.getFileName().toString().contains(".db")).toList()) {
        modes.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
      return modes;
    }
  }

  @Test
  void writes_thatWaitTogether_shareACommit() {
    try (var test = open()) {
      var gate = hold(test.database());
      var writes = IntStream.range(0, 10).mapToObj(i -> test.database().write(put("w" + i, i)));
      var all = writes.toList();
      gate.countDown();

      all.forEach(write -> assertThat(await(write)).isEqualTo(1));
      assertThat(test.database().load().commits()).isEqualTo(2);
    }
  }

  @Test
  void write_whoseTransactionIsLost_failsWithAllItsNeighbours() {
    try (var test = open()) {
      var gate = hold(test.database());
      var before = test.database().write(put("a", 1));
      var culprit =
          test.database()
              .write(session -> session.connection().createStatement().executeUpdate("ROLLBACK"));
      var after = test.database().write(put("b", 1));
      gate.countDown();

      assertThat(failure(before)).isInstanceOf(DatabaseFailure.CommitFailed.class);
      assertThat(failure(culprit)).isInstanceOf(DatabaseFailure.CommitFailed.class);
      assertThat(failure(after)).isInstanceOf(DatabaseFailure.CommitFailed.class);
      assertThat(await(test.database().read(count()))).isZero();
      assertThat(await(test.database().write(put("c", 1)))).isEqualTo(1);
    }
  }

  @Test
  void write_onFullDisk_failsTypedAndLaterWritesWorkAgain() {
    try (var test = open()) {
      var pages = await(test.database().write(session -> pragma(session, "page_count")));
      await(test.database().write(session -> pragma(session, "max_page_count = " + pages)));

      var tooMuch = test.database().write(put("x".repeat(1_000_000), 1));

      assertThat(failure(tooMuch)).isInstanceOf(DatabaseFailure.class);
      assertThat(failure(tooMuch)).hasMessageContaining("full");
      await(test.database().write(session -> pragma(session, "max_page_count = 1000000")));
      assertThat(await(test.database().write(put("y", 1)))).isEqualTo(1);
    }
  }

  @Test
  void close_leavesOneFileWithoutLog() throws IOException {
    try (var test = open()) {
      await(test.database().write(put("a", 1)));
    }
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("lock", "waypost.db");
    }
  }

  @Test
  void openReadOnly_withoutDatabase_isRefused() {
    assertThatThrownBy(() -> SqliteDatabase.openReadOnly(folder, TestDatabase.SETTINGS))
        .isInstanceOf(StartRefused.DatabaseMissing.class)
        .hasMessageContainingAll("there is no waypost.db in", "WAYPOST_DATA");
  }

  @Test
  void open_onSomethingElse_isRefused() throws Exception {
    Files.writeString(folder.resolve("waypost.db"), "this is a letter, not a database".repeat(99));
    try (var locked = LockedFolder.lock(folder)) {
      assertThatThrownBy(() -> SqliteDatabase.open(locked, TestDatabase.SETTINGS, null))
          .isInstanceOf(StartRefused.DatabaseUnusable.class)
          .hasMessageContaining("waypost.db");
    }
  }

  private static long pragma(Session session, String text) throws SQLException {
    try (var statement = session.connection().createStatement();
        var row = statement.executeQuery("PRAGMA " + text)) {
      row.next();
      return row.getLong(1);
    }
  }
}
