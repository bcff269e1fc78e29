package dev.waypost.persistence.view;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.Stages.failure;
import static dev.waypost.persistence.view.StreamFixture.ONE;
import static dev.waypost.persistence.view.StreamFixture.TWO;
import static dev.waypost.persistence.view.StreamFixture.recipient;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.store.SampleRows;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything is made again, row by row the same, whatever happens meanwhile. */
abstract class RebuildContract {
  private static final Duration KEPT = Duration.ofHours(1);

  private static final Map<String, String> TABLES =
      Map.of(
          "campaign_count", "sender, campaign, figure, n",
          "link_count", "sender, campaign, link, human, unknown, machine, uniq",
          "campaign_listing", "sender, campaign, created_at, finished",
          "stream_event", "sender, ordering, campaign, seq",
          "batch_place", "batch_no, campaign_no, place",
          "page_state", "campaign_no, state, place, page, n",
          "mailing", "batch_no, page, line, state, bounce, reason",
          "suppression", "sender, recipient_key, reason, since, campaign");

  private final Dialect dialect;

  @TempDir Path folder;

  RebuildContract(Dialect dialect) {
    this.dialect = dialect;
  }

  /** People of two campaigns, one page of them opened, somebody suppressed. */
  private StreamFixture lived(long seed, int events) {
    var test = new StreamFixture(dialect, folder, seed);
    test.world.happen(
        TWO.persistenceId(),
        new CampaignEvent.BatchStored(SampleRows.batch("second"), 1, 12, World.BEGIN));
    test.world.happen(
        ONE.persistenceId(),
        new CampaignEvent.PageOpened(SampleRows.batch("first"), 0, 1, World.BEGIN));
    test.world.ask(
        recipient(3),
        new RecipientRequest.Suppress(
            new Suppression(Suppression.Reason.MANUAL, World.BEGIN, Optional.empty())));
    test.live(events);
    return test;
  }

  private static Map<String, List<String>> shown(StreamFixture test) {
    return read(test, Reading.SHOWN);
  }

  private static Map<String, List<String>> other(StreamFixture test) {
    return read(test, Reading.OTHER);
  }

  private enum Reading {
    SHOWN,
    OTHER
  }

  /** All tables of an edition, row by row. */
  private static Map<String, List<String>> read(StreamFixture test, Reading which) {
    return await(
        test.database
            .database()
            .read(
                session -> {
                  var shown = Tables.shown(session);
                  var tables = which == Reading.SHOWN ? shown : shown.other();
                  var all = new LinkedHashMap<String, List<String>>();
                  for (var table : TABLES.entrySet()) {
                    var columns = table.getValue();
                    all.put(
                        table.getKey(),
                        tables
                            .query(
                                "SELECT %s FROM %s ORDER BY %s"
                                    .formatted(columns, table.getKey(), columns))
                            .list(RebuildContract::row));
                  }
                  all.put("offset", List.of(tables.offset().ordering() + ""));
                  return all;
                }));
  }

  private static String row(ResultSet row) throws SQLException {
    var values = new ArrayList<String>();
    for (var i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      var value = row.getObject(i);
      values.add(
          value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value));
    }
    return values.toString();
  }

  private static void sweep(StreamFixture test, int event) {
    var at = test.world.journal().get(event).at();
    await(
        new StreamRetention(
                test.database.database(),
                new StreamSettings(KEPT, Duration.ofMinutes(1), 20),
                InstantSource.fixed(at.plus(KEPT)))
            .sweep());
  }

  private static Projection projection(Database database) {
    return new Projection(
        database,
        new ViewSettings(
            7,
            60,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofSeconds(1),
            ViewSettingsTest.STREAM),
        InstantSource.fixed(Instant.parse("2030-01-01T00:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void rebuild_alsoOfWhatWasCutOffTheStream_givesEveryRowAgain(long seed) {
    try (var test = lived(seed, 600);
        var projection = test.projection()) {
      sweep(test, 250);
      var before = shown(test);
      assertThat(before.values()).allSatisfy(rows -> assertThat(rows).isNotEmpty());

      await(projection.rebuild());

      assertThat(shown(test)).isEqualTo(before);
      assertThat(other(test).entrySet())
          .filteredOn(table -> !table.getKey().equals("offset"))
          .allSatisfy(table -> assertThat(table.getValue()).isEmpty());
      await(projection.rebuild());
      assertThat(shown(test)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 6, 9, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 25})
  void rebuild_killedAtAnyPoint_leavesReadersTheSame(int writes) {
    try (var test = lived(3, 400)) {
      sweep(test, 150);
      var before = shown(test);
      var failing = FailingDatabase.after(writes, test.database.database());

      try (var killed = projection(failing)) {
        var end = killed.rebuild().toCompletableFuture().handle((done, failure) -> failure);
        await(end);
      }

      assertThat(shown(test)).isEqualTo(before);
      test.world.live(50);
      test.write();
      try (var next = projection(test.database.database())) {
        await(next.catchUp());
        var after = shown(test);
        await(next.rebuild());
        assertThat(shown(test)).isEqualTo(after);
      }
    }
  }

  /** The view goes on, and the stream is cut, between any two steps of the rebuild. */
  @Test
  void rebuild_whileLifeGoesOn_endsWithAllOfIt() {
    try (var test = lived(4, 400);
        var projection = projection(test.database.database())) {
      projection.start();
      for (var round = 0; round < 5; round++) {
        var rebuilt = projection.rebuild();
        test.world.live(40);
        test.write();
        sweep(test, 100 + 40 * round);
        await(rebuilt);
      }
      await(projection.catchUp());
      sweep(test, 300);
      var after = shown(test);

      await(projection.rebuild());

      assertThat(shown(test)).isEqualTo(after);
    }
  }

  @Test
  void rebuild_besideAnotherOne_oneOfThemEndsWell() {
    try (var test = lived(5, 300);
        var first = test.projection();
        var second = test.projection()) {
      var before = shown(test);

      var one = first.rebuild().toCompletableFuture().handle((done, why) -> why == null);
      var two = second.rebuild().toCompletableFuture().handle((done, why) -> why == null);

      assertThat(await(one) || await(two)).isTrue();
      assertThat(shown(test)).isEqualTo(before);
    }
  }

  @Test
  void start_afterARebuildThatWasKilledAtItsEnd_emptiesWhatItLeft() {
    try (var test = lived(6, 300)) {
      await(
          test.database
              .database()
              .write(session -> Tables.shown(session).other().setState(Tables.State.LEFT)));
      test.sql("INSERT INTO mailing_2(batch_no, page, line, state) VALUES (1, 1, 1, 1)");

      try (var projection = test.projection()) {
        await(projection.emptied());

        assertThat(other(test).get("mailing")).isEmpty();
      }
    }
  }

  @Test
  void rebuild_whenTheDatabaseIsGone_fails() {
    try (var test = lived(7, 50);
        var projection = projection(FailingDatabase.after(0, test.database.database()))) {
      assertThat(failure(projection.rebuild())).hasMessageContaining("killed");
    }
  }

  /** An event with a bad value, in the midst of others. */
  @Test
  void event_whoseValueTheDatabaseRefuses_isLeftOutAloneAndOfARebuildAsWell() {
    try (var test = lived(8, 300)) {
      refuse(test, "link_count");
      refuse(test, "link_count_2");
      try (var projection = projection(test.database.database())) {
        test.world.live(300);
        test.write();
        await(projection.catchUp());
        var lag = await(projection.lag());
        assertThat(lag.eventsBehind()).isZero();
        assertThat(lag.deadLetters()).isPositive();
        // what came before was counted while the value was good, so it is made again as well
        await(projection.rebuild());
        var once = shown(test);
        var letters = await(projection.lag()).deadLetters();

        await(projection.rebuild());

        assertThat(shown(test)).isEqualTo(once);
        assertThat(await(projection.lag()).deadLetters()).isEqualTo(letters);
      }
    }
  }

  /** The link with the number 1 has a value that the table does not take. */
  private void refuse(StreamFixture test, String table) {
    var sql =
        switch (dialect) {
          case SQLITE ->
              "CREATE TRIGGER refuse_%1$s BEFORE INSERT ON %1$s WHEN NEW.link = 1 BEGIN SELECT"
                  + " RAISE(ABORT, 'no such link'); END";
          case POSTGRES -> "ALTER TABLE %1$s ADD CONSTRAINT refuse CHECK (link <> 1) NOT VALID";
        };
    test.sql(sql.formatted(table));
  }

  @Test
  void rebuild_whenTheDatabaseGivesUpNowAndThen_goesOnWhereItStands() {
    try (var test = lived(9, 300)) {
      var before = shown(test);
      var flaky = new FlakyDatabase(test.database.database(), 2);
      try (var projection = projection(flaky)) {
        await(projection.rebuild());

        assertThat(shown(test)).isEqualTo(before);
        assertThat(flaky.given()).isGreaterThan(3);
      }
    }
  }

  @Test
  void rebuild_whenTheAnswerToItsLastStepIsLost_endsWell() {
    try (var test = lived(11, 300)) {
      var before = shown(test);
      var edition =
          await(test.database.database().read(session -> Tables.shown(session).edition()));
      var losing = new LosingDatabase(test.database.database(), edition);
      try (var projection = projection(losing)) {
        await(projection.rebuild());

        assertThat(losing.hasLost()).isTrue();
        assertThat(shown(test)).isEqualTo(before);
        assertThat(other(test).get("mailing")).isEmpty();
      }
    }
  }

  @Test
  void rebuild_whenATableIsMissing_failsAndLeavesOutNoEvent() {
    try (var test = lived(10, 100);
        var projection = projection(test.database.database())) {
      var made = await(test.database.database().read(s -> Tables.shown(s).other().edition()));
      test.sql("ALTER TABLE " + made.sql("mailing") + " RENAME TO gone");

      assertThat(failure(projection.rebuild())).isInstanceOf(SQLException.class);

      assertThat(await(projection.lag()).deadLetters()).isZero();
    }
  }
}
