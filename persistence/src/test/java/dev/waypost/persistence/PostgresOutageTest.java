package dev.waypost.persistence;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.Stages.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.id.SenderId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of work while the server is away, and that it goes on afterwards by itself. */
class PostgresOutageTest {
  private static final PostgresSettings IMPATIENT =
      new PostgresSettings(
          true,
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofMinutes(30),
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofMillis(50),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1));

  private final PostgresAddress server = PostgresServer.fresh();
  private Gateway gateway;
  private Database database;

  @BeforeEach
  void open() throws IOException, StartRefused {
    gateway = new Gateway(server);
    database = PostgresDatabase.open(gateway.address(), settings(), new SplittableRandom(7));
  }

  @AfterEach
  void close() throws IOException {
    gateway.open();
    database.close();
    gateway.close();
  }

  @Test
  void work_whileTheServerIsGone_failsAtOnceAndGoesOnAfterwards() throws Exception {
    await(database.write(put("before")));
    gateway.shut();
    awaitAway();

    assertThat(failure(database.write(put("meanwhile"))))
        .isInstanceOf(DatabaseFailure.Unreachable.class);
    assertThat(failure(database.read(count()))).isInstanceOf(DatabaseFailure.Unreachable.class);
    assertThat(connections().refused()).isGreaterThanOrEqualTo(2);
    assertThat(connections().outages()).isEqualTo(1);

    gateway.open();
    awaitBack();
    await(database.write(put("after")));
    assertThat(await(database.read(count()))).isEqualTo(2);
  }

  @Test
  void work_behindOneThatIsStuckInAFrozenServer_fails_andTheStuckOneIsDoneInTheEnd()
      throws Exception {
    var entered = new CountDownLatch(1);
    var frozen = new CountDownLatch(1);
    var stuck =
        database.write(
            Lane.ROWS,
            session -> {
              var done = put("stuck").run(session);
              entered.countDown();
              awaitLatch(frozen);
              return done;
            });
    awaitLatch(entered);
    var behind = database.write(Lane.ROWS, put("behind"));
    gateway.freeze();
    frozen.countDown();

    assertThat(failure(behind)).isInstanceOf(DatabaseFailure.Unreachable.class);
    assertThat(failure(database.write(put("later"))))
        .isInstanceOf(DatabaseFailure.Unreachable.class);

    gateway.open();
    assertThat(await(stuck)).isEqualTo(1);
    awaitBack();
    assertThat(await(database.read(count()))).isEqualTo(1);
  }

  @Test
  void read_thatIsStuckInAFrozenServer_isCutOff() {
    var entered = new CountDownLatch(1);
    var frozen = new CountDownLatch(1);
    var stuck =
        database.read(
            session -> {
              entered.countDown();
              awaitLatch(frozen);
              return count().run(session);
            });
    awaitLatch(entered);
    gateway.freeze();
    frozen.countDown();

    assertThat(failure(stuck)).isInstanceOf(DatabaseFailure.Unreachable.class);
    assertThat(database.load().failed()).isEqualTo(1);
  }

  @Test
  void commit_whoseAnswerIsLost_failsAsOneThatMayBeDone() throws Exception {
    gateway.cutAtCommit();

    var lost = failure(database.write(put("lost")));

    assertThat(lost).isInstanceOf(DatabaseFailure.CommitFailed.class);
    awaitCount(1);
    assertThat(failure(retried(put("lost"))))
        .as("repeating meets what was done")
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("meta_pkey");
  }

  @Test
  void commit_ofACommandWhoseAnswerIsLost_failsAsOneThatMayBeDone() throws Exception {
    try (var beside = PostgresDatabase.openBeside(gateway.address(), settings())) {
      gateway.cutAtCommit();

      assertThat(failure(beside.write(put("lost"))))
          .isInstanceOf(DatabaseFailure.CommitFailed.class);
    }
  }

  @Test
  void work_whileTheServerHasNoConnectionLeft_failsAndGoesOnAfterwards() throws Exception {
    administer("CREATE ROLE " + name() + " LOGIN");
    administer("GRANT ALL ON ALL TABLES IN SCHEMA public TO " + name());
    var limited = new PostgresAddress(server.url(), Optional.of(name()), Optional.empty());
    database.close();
    database = PostgresDatabase.open(limited, settings(), new SplittableRandom(7));
    await(database.write(put("before")));
    administer("ALTER ROLE " + name() + " CONNECTION LIMIT 1");
    endConnections("waypost-write");

    var refused =
        Stages.until(
            () ->
                failureOf(database.write(put("meanwhile")))
                    .filter(e -> e.getMessage().contains("too many connections")));

    assertThat(refused).isInstanceOf(DatabaseFailure.Unreachable.class);
    administer("ALTER ROLE " + name() + " CONNECTION LIMIT -1");
    awaitBack();
    await(retried(put("after")));
  }

  @Test
  void connection_thatTheServerEnds_isReplaced() throws Exception {
    await(database.write(put("before")));
    endConnections("waypost-write");
    endConnections("waypost-node");

    await(retried(put("after")));

    assertThat(await(retriedRead(count()))).isEqualTo(2);
  }

  @Test
  void works_thatWaitForEachOther_areGivenUpByTheServerAndNotBoth() {
    await(database.write(put("a")));
    await(database.write(put("b")));
    var one = new CountDownLatch(1);
    var other = new CountDownLatch(1);
    var first = database.write(Lane.ROWS, both("a", "b", one, other));
    var second = database.write(Lane.VIEWS, both("b", "a", other, one));

    var failed =
        first
            .handle((done, failure) -> failure)
            .thenCombine(second.handle((done, failure) -> failure), (a, b) -> Arrays.asList(a, b));

    assertThat(await(failed).stream().filter(Objects::nonNull))
        .singleElement()
        .isInstanceOf(DatabaseFailure.GivenUp.class);
  }

  @Test
  void statement_thatTakesTooLong_isGivenUp() {
    assertThat(failure(database.read(session -> session.prepare("SELECT pg_sleep(9)").execute())))
        .isInstanceOf(DatabaseFailure.GivenUp.class);
    assertThat(await(database.read(count()))).isZero();
  }

  @Test
  void work_onAServerThatHasBecomeAStandby_fails() throws Exception {
    await(database.write(put("before")));
    var refused =
        database.write(
            session -> {
              session.connection().createStatement().execute("SET TRANSACTION READ ONLY");
              return put("after").run(session);
            });

    assertThat(failure(refused)).isInstanceOf(DatabaseFailure.Unreachable.class);
  }

  @Test
  void node_whoseDatabaseAnotherHasOpenedSince_writesNoMore() throws Exception {
    administer("UPDATE meta SET value = value + 1 WHERE name = 'incarnation'");
    awaitAway();

    assertThat(connections().away().orElseThrow()).contains("incarnation 2", "this is 1");
    assertThat(failure(database.write(put("after"))))
        .isInstanceOf(DatabaseFailure.Unreachable.class);
  }

  @Test
  void salt_afterAnOutage_isTheSame() throws Exception {
    var before = await(database.salt(SenderId.DEFAULT));
    gateway.shut();
    awaitAway();
    gateway.open();
    awaitBack();

    assertThat(await(database.salt(SenderId.DEFAULT))).isEqualTo(before);
  }

  @Test
  void close_whileTheServerIsFrozen_waitsForNoAnswer() throws Exception {
    var stuck = database.write(put("stuck"));
    await(stuck);
    gateway.freeze();
    var unanswered = database.write(put("unanswered"));
    awaitAway();

    database.close();

    assertThat(failure(unanswered)).isInstanceOf(DatabaseFailure.class);
  }

  @Test
  void close_ofAServerThatFrozeJustNow_waitsForNoAnswer() {
    await(database.write(put("before")));
    gateway.freeze();
    var unanswered = database.write(put("unanswered"));

    database.close();

    assertThat(failure(unanswered)).isInstanceOf(DatabaseFailure.class);
  }

  private static DatabaseSettings settings() {
    return new DatabaseSettings(100, 100, 2, 100, Duration.ofSeconds(1), IMPATIENT);
  }

  private SqlWork<Integer> both(
      String mine, String theirs, CountDownLatch held, CountDownLatch go) {
    return session -> {
      raise(session, mine);
      held.countDown();
      awaitLatch(go);
      return raise(session, theirs);
    };
  }

  private static int raise(Session session, String name) throws SQLException {
    return Query.of(session, "UPDATE meta SET value = value + 1 WHERE name = ?")
        .text(name)
        .update();
  }

  /** As callers do: again when it was not the work's own fault. */
  private CompletionStage<Integer> retried(SqlWork<Integer> work) {
    return database
        .write(work)
        .exceptionallyCompose(
            e -> e instanceof DatabaseFailure ? retried(work) : database.write(work));
  }

  private CompletionStage<Integer> retriedRead(SqlWork<Integer> work) {
    return database
        .read(work)
        .exceptionallyCompose(
            e -> e instanceof DatabaseFailure ? retriedRead(work) : database.read(work));
  }

  private Database.Connections connections() {
    return database.connections().orElseThrow();
  }

  private void awaitAway() {
    Stages.until(() -> connections().away());
  }

  private void awaitBack() {
    Stages.until(() -> connections().away().isEmpty() ? Optional.of(true) : Optional.empty());
  }

  private void awaitCount(int wanted) throws SQLException {
    try (var connection = PostgresServer.connect(server)) {
      var session = new Session(Dialect.POSTGRES, connection);
      Stages.until(
          () -> {
            try {
              return count().run(session) == wanted ? Optional.of(wanted) : Optional.empty();
            } catch (SQLException e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  private static Optional<Throwable> failureOf(CompletionStage<?> stage) {
    return await(stage.handle((done, failure) -> Optional.ofNullable(failure)));
  }

  private void endConnections(String application) throws SQLException {
    administer(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
                .formatted(name())
            + " AND application_name = '%s'".formatted(application));
  }

  private String name() {
    return server.url().replaceFirst(".*/", "").replaceFirst("\\?.*", "");
  }

  private void administer(String sql) throws SQLException {
    try (var connection = PostgresServer.connect(server);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static SqlWork<Integer> put(String name) {
    return DatabaseContract.put(name, 1);
  }

  private static SqlWork<Integer> count() {
    return DatabaseContract.count();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
