package dev.waypost.persistence;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.Stages.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.engine.id.SenderId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every database. */
abstract class DatabaseContract {
  private final Dialect dialect;
  @TempDir Path folder;

  DatabaseContract(Dialect dialect) {
    this.dialect = dialect;
  }

  /** The database of the folder, only to be read. */
  abstract ReadableDatabase openReadOnly() throws StartRefused;

  /** To the database of the folder, past our code. */
  abstract Connection connect() throws SQLException;

  TestDatabase open() {
    return open(TestDatabase.SETTINGS);
  }

  TestDatabase open(DatabaseSettings settings) {
    return TestDatabase.open(dialect, folder, settings);
  }

  @Test
  void write_completed_isReadAndSurvivesReopening() {
    try (var test = open()) {
      await(test.database().write(put("a", 1)));
      assertThat(await(test.database().read(count()))).isEqualTo(1);
    }
    try (var test = open()) {
      assertThat(await(test.database().read(count()))).isEqualTo(1);
    }
  }

  @Test
  void write_afterOneThatThrewInTheMiddleOfItsList_runsItsOwnOnly() {
    try (var test = open()) {
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
  void write_ofACommandThatThrows_isUndoneAndTheNextOneStands() {
    try (var test = open();
        var beside = TestDatabase.beside(dialect, folder, TestDatabase.SETTINGS)) {
      var before = await(test.database().read(count()));
      var broken =
          beside.write(
              session -> {
                put("half", 1).run(session);
                throw new StackOverflowError("on purpose");
              });
      assertThat(failure(broken)).isInstanceOf(StackOverflowError.class);
      assertThat(await(beside.write(put("whole", 1)))).isEqualTo(1);
      assertThat(failure(beside.write(put("whole", 1)))).isInstanceOf(SQLException.class);

      assertThat(await(test.database().read(count()))).isEqualTo(before + 1);
    }
  }

  @Test
  void write_whenTooManyWait_isOverloaded() {
    try (var test = open(TestDatabase.bounded(2))) {
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
    try (var test = open()) {
      var gate = hold(test.database());
      for (var i = 0; i < 99; i++) {
        var stage = test.database().write(put("k" + i, i));
        assertThat(stage).isNotNull();
      }
      last = test.database().write(put("last", 1));
      gate.countDown();
    }
    assertThat(await(last)).isEqualTo(1);
    try (var test = open()) {
      assertThat(await(test.database().read(count()))).isEqualTo(100);
    }
  }

  @Test
  void write_afterClose_isRefused() {
    var test = open();
    test.close();

    assertThat(failure(test.database().write(count()))).isInstanceOf(DatabaseFailure.Closed.class);
    assertThat(failure(test.database().read(count()))).isInstanceOf(DatabaseFailure.Closed.class);
  }

  @Test
  void read_thatWrites_isRefused() {
    try (var test = open()) {
      assertThat(failure(test.database().read(put("a", 1)))).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void incarnation_growsWithEachOpening() {
    for (var expected = 1; expected <= 3; expected++) {
      try (var test = open()) {
        assertThat(test.database().incarnation().value()).isEqualTo(expected);
      }
    }
  }

  @Test
  void salt_onceMade_staysAndDiffersBySender() {
    byte[] first;
    try (var test = open()) {
      first = await(test.database().salt(SenderId.DEFAULT));
      assertThat(await(test.database().salt(new SenderId("other")))).isNotEqualTo(first);
    }
    try (var test = open()) {
      assertThat(await(test.database().salt(SenderId.DEFAULT))).isEqualTo(first).hasSize(32);
    }
  }

  @Test
  void write_thatThrows_failsAloneAmongItsNeighbours() {
    try (var test = open()) {
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
      assertThat(failure(guilty)).isInstanceOf(SQLException.class).hasMessageContaining("meta");
      assertThat(failure(halfDone)).hasMessage("on purpose");
      assertThat(await(after)).isEqualTo(1);
      assertThat(await(test.database().read(count()))).isEqualTo(2);
      assertThat(test.database().load().failed()).isEqualTo(2);
      assertThat(test.database().load().written()).isEqualTo(3);
    }
  }

  @Test
  void writes_ofOneLane_runInTheOrderInWhichTheyCame() {
    try (var test = open()) {
      var order = new ConcurrentLinkedQueue<Integer>();
      var writes =
          IntStream.range(0, 100)
              .mapToObj(i -> test.database().write(Lane.ROWS, session -> order.add(i)))
              .toList();

      writes.forEach(Stages::await);

      assertThat(order).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }
  }

  @Test
  void writes_ofAllLanes_areCommitted() {
    try (var test = open()) {
      for (var lane : Lane.values()) {
        await(test.database().write(lane, put(lane.name(), 1)));
      }

      assertThat(await(test.database().read(count()))).isEqualTo(Lane.values().length);
    }
  }

  @Test
  void read_whileOthersWrite_seesOneMoment() {
    try (var test = open()) {
      var counts =
          test.database()
              .read(
                  session -> {
                    var before = count().run(session);
                    await(test.database().write(put("meanwhile", 1)));
                    return List.of(before, count().run(session));
                  });

      assertThat(await(counts)).containsExactly(0, 0);
      assertThat(await(test.database().read(count()))).isEqualTo(1);
    }
  }

  @Test
  void openReadOnly_whileANodeWorks_seesWhatIsCommitted() throws StartRefused {
    try (var test = open()) {
      await(test.database().write(put("a", 1)));
      try (var audit = openReadOnly()) {
        assertThat(await(audit.read(count()))).isEqualTo(1);
        assertThat(failure(audit.read(put("b", 1)))).isInstanceOf(SQLException.class);
      }
    }
    try (var audit = openReadOnly()) {
      assertThat(await(audit.read(count()))).isEqualTo(1);
    }
  }

  @Test
  void open_withOtherShards_isRefused() {
    try (var test = open()) {
      await(test.database().write(put("shards", 64)));
    }
    assertThatThrownBy(() -> TestDatabase.tryToOpen(dialect, folder, TestDatabase.SETTINGS))
        .isInstanceOf(StartRefused.OtherShards.class)
        .hasMessageContaining("64")
        .hasMessageContaining("128");
  }

  @Test
  void open_withNewerSchema_isRefused() throws Exception {
    open().close();
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO schema_history SELECT 999, '999', 'later', type, 'V999__later.sql',"
              + " checksum, installed_by, installed_on, execution_time, success"
              + " FROM schema_history WHERE version = '1'");
    }
    assertThatThrownBy(() -> TestDatabase.tryToOpen(dialect, folder, TestDatabase.SETTINGS))
        .isInstanceOf(StartRefused.NewerSchema.class)
        .hasMessageContaining("999");
  }

  /** Holds the writer in its first task, so that what comes in meanwhile shares a commit. */
  static CountDownLatch hold(Database database) {
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

  static SqlWork<Integer> put(String name, int value) {
    return session -> {
      var sql =
          name.equals("shards")
              ? "UPDATE meta SET name = ?, value = ? WHERE name = 'shards'"
              : "INSERT INTO meta(name, value) VALUES (?, ?)";
      var insert = session.prepare(sql);
      insert.setString(1, name);
      insert.setInt(2, value);
      return insert.executeUpdate();
    };
  }

  /** Entries of the test. */
  static SqlWork<Integer> count() {
    return session -> {
      var sql = "SELECT count(*) FROM meta WHERE name NOT IN ('shards', 'incarnation')";
      try (var row = session.prepare(sql).executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    };
  }
}
