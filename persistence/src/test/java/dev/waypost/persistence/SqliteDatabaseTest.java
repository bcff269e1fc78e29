package dev.waypost.persistence;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.Stages.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.engine.id.SenderId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest {
  @TempDir Path folder;

  @Test
  void write_completed_isReadAndSurvivesReopening() {
    try (var test = TestDatabase.open(folder)) {
      await(test.database().write(put("a", 1)));
      assertThat(await(test.database().read(count()))).isEqualTo(1);
    }
    try (var test = TestDatabase.open(folder)) {
      assertThat(await(test.database().read(count()))).isEqualTo(1);
    }
  }

  @Test
  void write_thatThrows_failsAloneAmongItsNeighbours() {
    try (var test = TestDatabase.open(folder)) {
      var gate = hold(test.database());
      var before = test.database().write(put("a", 1));
      var guilty = test.database().write(put("a", 2));
      var halfDone =
          test.database()
              .write(
                  session -> {
                    put("half", 1).run(session);
                    throw new IllegalStateException("on purpose");
                  });
      var after = test.database().write(put("b", 1));
      gate.countDown();

      assertThat(await(before)).isEqualTo(1);
      assertThat(failure(guilty)).isInstanceOf(SQLException.class).hasMessageContaining("UNIQUE");
      assertThat(failure(halfDone)).hasMessage("on purpose");
      assertThat(await(after)).isEqualTo(1);
      assertThat(await(test.database().read(count()))).isEqualTo(2);
      assertThat(test.database().load().commits()).isLessThanOrEqualTo(2);
      assertThat(test.database().load().failed()).isEqualTo(2);
    }
  }

  @Test
  void write_afterOneThatThrewInTheMiddleOfItsList_runsItsOwnOnly() {
    try (var test = TestDatabase.open(folder)) {
      var sql = "INSERT INTO meta(name, value) VALUES (?, 1)";
      var before = await(test.database().read(count()));
      var broken =
          test.database()
              .<Integer>write(
                  session -> {
                    Query.of(session, sql).text("left over").more();
                    throw new IllegalStateException("on purpose");
                  });
      assertThat(failure(broken)).hasMessage("on purpose");

      var whole =
          test.database()
              .write(
                  session -> {
                    var insert = Query.of(session, sql);
                    insert.text("own").more();
                    return insert.updateAll();
                  });

      assertThat(await(whole)).isEqualTo(1);
      assertThat(await(test.database().read(count()))).isEqualTo(before + 1);
    }
  }

  @Test
  void write_whoseTransactionIsLost_failsWithAllItsNeighbours() {
    try (var test = TestDatabase.open(folder)) {
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
    try (var test = TestDatabase.open(folder)) {
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
  void write_whenTooManyWait_isOverloaded() {
    try (var test = TestDatabase.open(folder, TestDatabase.bounded(2))) {
      var gate = hold(test.database());
      var waiting =
          IntStream.range(0, 2).mapToObj(i -> test.database().write(put("w" + i, i))).toList();

      var tooMuch = test.database().write(put("more", 1));

      assertThat(failure(tooMuch)).isInstanceOf(DatabaseFailure.Overloaded.class);
      gate.countDown();
      waiting.forEach(stage -> assertThat(await(stage)).isEqualTo(1));
      assertThat(test.database().load().overloaded()).isEqualTo(1);
    }
  }

  @Test
  void close_withWritesWaiting_finishesThem() {
    CompletionStage<Integer> last;
    try (var test = TestDatabase.open(folder)) {
      var gate = hold(test.database());
      for (var i = 0; i < 99; i++) {
        var stage = test.database().write(put("k" + i, i));
        assertThat(stage).isNotNull();
      }
      last = test.database().write(put("last", 1));
      gate.countDown();
    }
    assertThat(await(last)).isEqualTo(1);
    try (var test = TestDatabase.open(folder)) {
      assertThat(await(test.database().read(count()))).isEqualTo(100);
    }
  }

  @Test
  void close_leavesOneFileWithoutLog() throws IOException {
    try (var test = TestDatabase.open(folder)) {
      await(test.database().write(put("a", 1)));
    }
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("lock", "waypost.db");
    }
  }

  @Test
  void write_afterClose_isRefused() {
    var test = TestDatabase.open(folder);
    test.close();

    assertThat(failure(test.database().write(count()))).isInstanceOf(DatabaseFailure.Closed.class);
    assertThat(failure(test.database().read(count()))).isInstanceOf(DatabaseFailure.Closed.class);
  }

  @Test
  void read_thatWrites_isRefused() {
    try (var test = TestDatabase.open(folder)) {
      assertThat(failure(test.database().read(put("a", 1)))).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void openReadOnly_whileANodeWorks_seesWhatIsCommitted() throws StartRefused {
    try (var test = TestDatabase.open(folder)) {
      await(test.database().write(put("a", 1)));
      try (var audit = SqliteDatabase.openReadOnly(folder, TestDatabase.SETTINGS)) {
        assertThat(await(audit.read(count()))).isEqualTo(1);
        assertThat(failure(audit.read(put("b", 1)))).isInstanceOf(SQLException.class);
      }
    }
    try (var audit = SqliteDatabase.openReadOnly(folder, TestDatabase.SETTINGS)) {
      assertThat(await(audit.read(count()))).isEqualTo(1);
    }
  }

  @Test
  void openReadOnly_withoutDatabase_isRefused() {
    assertThatThrownBy(() -> SqliteDatabase.openReadOnly(folder, TestDatabase.SETTINGS))
        .isInstanceOf(StartRefused.DatabaseMissing.class)
        .hasMessageContainingAll("there is no waypost.db in", "WAYPOST_DATA");
  }

  @Test
  void incarnation_growsWithEachOpening() {
    for (var expected = 1; expected <= 3; expected++) {
      try (var test = TestDatabase.open(folder)) {
        assertThat(test.database().incarnation().value()).isEqualTo(expected);
      }
    }
  }

  @Test
  void salt_onceMade_staysAndDiffersBySender() {
    byte[] first;
    try (var test = TestDatabase.open(folder)) {
      first = await(test.database().salt(SenderId.DEFAULT));
      assertThat(await(test.database().salt(new SenderId("other")))).isNotEqualTo(first);
    }
    try (var test = TestDatabase.open(folder)) {
      assertThat(await(test.database().salt(SenderId.DEFAULT))).isEqualTo(first).hasSize(32);
    }
  }

  @Test
  void open_withOtherShards_isRefused() throws StartRefused {
    try (var test = TestDatabase.open(folder)) {
      await(test.database().write(put("shards", 64)));
    }
    try (var locked = LockedFolder.lock(folder)) {
      assertThatThrownBy(() -> SqliteDatabase.open(locked, TestDatabase.SETTINGS, null))
          .isInstanceOf(StartRefused.OtherShards.class)
          .hasMessageContaining("64")
          .hasMessageContaining("128");
    }
  }

  @Test
  void open_withNewerSchema_isRefused() throws Exception {
    TestDatabase.open(folder).close();
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("waypost.db"));
        var statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO schema_history SELECT 999, '999', 'later', type, 'V999__later.sql',"
              + " checksum, installed_by, installed_on, execution_time, success"
              + " FROM schema_history WHERE version = '1'");
    }
    try (var locked = LockedFolder.lock(folder)) {
      assertThatThrownBy(() -> SqliteDatabase.open(locked, TestDatabase.SETTINGS, null))
          .isInstanceOf(StartRefused.NewerSchema.class)
          .hasMessageContaining("999");
    }
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

  /** Holds the writer in its first task, so that what comes in meanwhile shares a commit. */
  private static CountDownLatch hold(Database database) {
    var gate = new CountDownLatch(1);
    var entered = new CountDownLatch(1);
    var held =
        database.write(
            session -> {
              entered.countDown();
              awaitLatch(gate);
              return true;
            });
    awaitLatch(entered);
    assertThat(held).isNotNull();
    return gate;
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static SqlWork<Integer> put(String name, int value) {
    return session -> {
      var sql =
          name.equals("shards")
              ? "UPDATE meta SET value = ?2 WHERE name = ?1"
              : "INSERT INTO meta(name, value) VALUES (?, ?)";
      var insert = session.prepare(sql);
      insert.setString(1, name);
      insert.setInt(2, value);
      return insert.executeUpdate();
    };
  }

  /** Entries of the test. */
  private static SqlWork<Integer> count() {
    return session -> {
      var sql = "SELECT count(*) FROM meta WHERE name NOT IN ('shards', 'incarnation')";
      try (var row = session.prepare(sql).executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    };
  }

  private static long pragma(Session session, String text) throws SQLException {
    try (var statement = session.connection().createStatement();
        var row = statement.executeQuery("PRAGMA " + text)) {
      row.next();
      return row.getLong(1);
    }
  }
}
