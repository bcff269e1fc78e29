package dev.waypost.persistence.view;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.store.SampleRows.SENDER;
import static dev.waypost.persistence.view.ManyRecipients.CAMPAIGN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.Slice;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.report.EventAnswer;
import dev.waypost.engine.report.EventOffset;
import dev.waypost.engine.report.EventQuery;
import dev.waypost.engine.report.TimelineQuery;
import dev.waypost.engine.roster.Exports;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.engine.roster.StoredRow;
import dev.waypost.persistence.DatabaseSettings;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.PostgresServer;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.TestDatabase;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.journal.JournalReader;
import dev.waypost.persistence.store.SampleRows;
import dev.waypost.persistence.store.SqlAlarms;
import dev.waypost.persistence.store.SqlBatches;
import dev.waypost.persistence.store.SqlRows;
import dev.waypost.persistence.upkeep.Archive;
import dev.waypost.persistence.upkeep.Erasure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many rows and index entries the server looks at for what requests, pages and views ask: as
 * many on a huge table as on a small one, with and without statistics. Sequential or not, a plan
 * that reads a table as a whole shows here.
 */
class PostgresScansTest {
  private static final long MANY = 150_000;
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  /** For a page of 200 rows that is sealed, with some twenty entries for each. */
  private static final long LOOKED_AT_MOST = 6_000;

  private static final String LOOKED_AT =
      "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))"
          + " + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes) FROM pg_stat_user_tables";

  /** Something that is asked, by name. */
  private interface Asking {
    void run() throws SQLException;
  }

  @TempDir Path folder;

  private static DatabaseSettings oneReader() {
    var shipped = TestDatabase.SETTINGS;
    return new DatabaseSettings(
        shipped.writesWaiting(),
        shipped.writesPerCommit(),
        1,
        shipped.readsWaiting(),
        shipped.busyTimeout(),
        shipped.postgres());
  }

  @Test
  void everything_onTablesThatWereNeverAnalyzed_looksAtLittle() throws SQLException {
    assertLittle("");
  }

  @Test
  void everything_onTablesThatWereAnalyzedWhenEmpty_looksAtLittle() throws SQLException {
    var address = PostgresServer.of(folder);
    try (var look = PostgresServer.connect(address);
        var statement = look.createStatement()) {
      statement.execute("VACUUM ANALYZE");
    }
    assertLittle("");
  }

  @Test
  void everything_onTablesWithStatistics_looksAtLittle() throws SQLException {
    assertLittle("VACUUM ANALYZE");
  }

  private void assertLittle(String before) throws SQLException {
    try (var test = TestDatabase.open(Dialect.POSTGRES, folder, oneReader());
        var look = PostgresServer.connect(PostgresServer.of(folder))) {
      askAll(test, look, 0); // on empty tables, so that plans are kept from then
      ManyRecipients.fill(look, MANY);
      if (!before.isEmpty()) {
        try (var statement = look.createStatement()) {
          statement.execute(before);
        }
      }
      var lookedAt = new LinkedHashMap<String, Long>();
      for (var round = 0; round < 7; round++) { // from the sixth on, plans are those for any value
        lookedAt.putAll(askAll(test, look, round + 1));
      }
      assertThat(lookedAt).allSatisfy((what, n) -> assertThat(n).isLessThan(LOOKED_AT_MOST));
    }
  }

  private Map<String, Long> askAll(TestDatabase test, Connection look, int round)
      throws SQLException {
    var lookedAt = new LinkedHashMap<String, Long>();
    for (var asking : askings(test, look, round).entrySet()) {
      var before = lookedAt(test, look);
      asking.getValue().run();
      lookedAt.put(asking.getKey(), lookedAt(test, look) - before);
    }
    return lookedAt;
  }

  private static long lookedAt(TestDatabase test, Connection look) throws SQLException {
    var flush = "SELECT pg_stat_force_next_flush()";
    await(test.database().read(session -> Query.of(session, flush).first(row -> true)));
    for (var lane : Lane.values()) {
      await(test.database().write(lane, session -> Query.of(session, flush).first(row -> true)));
    }
    try (var statement = look.createStatement();
        var row = statement.executeQuery(LOOKED_AT)) {
      row.next();
      return row.getLong(1);
    }
  }

  private Map<String, Asking> askings(TestDatabase test, Connection look, int round)
      throws SQLException {
    var database = test.database();
    var reports = new SqlReports(database, Freshness.UNKNOWN);
    var stream = new SqlEventStream(database, new Pulse()::next);
    var exports = new SqlExports(database, new Pulse()::next, settings());
    var rows = new SqlRows(database);
    var batches = new SqlBatches(database);
    var journal = new JournalReader(database, new EventCodec());
    var middle = MANY / 2;
    var recipient = ManyRecipients.recipient(look, middle);
    var row = ManyRecipients.row(look, middle);
    var origin = ManyRecipients.origin(middle);
    var asked = new LinkedHashMap<String, Asking>();
    asked.put("figures", () -> await(reports.campaign(CAMPAIGN)));
    asked.put("links", () -> await(reports.links(CAMPAIGN)));
    asked.put("campaigns", () -> await(reports.campaigns(SENDER, Optional.empty(), 100)));
    asked.put(
        "timeline",
        () ->
            await(
                reports.timeline(new TimelineQuery(recipient, CAMPAIGN.name(), origin, row, 100))));
    asked.put("stream, first", () -> page(stream, Optional.empty(), Optional.empty()));
    asked.put(
        "stream, later",
        () ->
            page(
                stream,
                Optional.of(
                    StreamPosition.behind(round == 0 ? 0 : ManyRecipients.FIRST + middle)
                        .print(SENDER)),
                Optional.empty()));
    asked.put(
        "stream of a campaign",
        () ->
            page(
                stream,
                Optional.of(
                    StreamPosition.behind(round == 0 ? 0 : ManyRecipients.FIRST + middle)
                        .print(SENDER)),
                Optional.of(CAMPAIGN.name())));
    asked.put(
        "stream of a quiet campaign", () -> page(stream, Optional.empty(), Optional.of("nothing")));
    asked.put(
        "export of all",
        () ->
            await(
                exports.mailings(
                    CAMPAIGN,
                    EnumSet.allOf(MailingState.class),
                    new Exports.Place(1000, 3, 1700),
                    100,
                    Exports.Columns.WITH_DATA)));
    asked.put(
        "export of few",
        () ->
            await(
                exports.mailings(
                    CAMPAIGN,
                    Set.of(MailingState.BOUNCED),
                    Exports.Place.START,
                    100,
                    Exports.Columns.WITH_DATA)));
    asked.put(
        "export of suppressions",
        () -> await(exports.suppressions(SENDER, Optional.of(recipient.key()), 100)));
    asked.put("totals", () -> await(Totals.read(database)));
    asked.put("row by id", () -> await(rows.byId(CAMPAIGN, row)));
    asked.put("rows by recipient", () -> await(rows.byRecipient(CAMPAIGN, recipient.key())));
    asked.put("row by origin", () -> await(rows.find(SENDER, origin)));
    asked.put(
        "alarms", () -> await(new SqlAlarms(database).due(new Slice(0), new Slice(9), NOW, 100)));
    asked.put("batches", () -> await(batches.ofCampaign(CAMPAIGN, Optional.empty(), 50)));
    asked.put("last event", () -> await(journal.last()));
    asked.put(
        "events", () -> await(journal.after(round == 0 ? 0 : ManyRecipients.FIRST + middle, 100)));
    if (round > 0) {
      asked.put("page", () -> await(rows.load(new PageId(SENDER, origin.batch(), origin.page()))));
    }
    putIntake(asked, batches, round);
    putUpkeep(asked, test, batches, round);
    asked.put("is archived", () -> await(rows.isArchived(CAMPAIGN)));
    asked.put("view", () -> follow(test, round));
    asked.put(
        "retention",
        () ->
            await(
                new StreamRetention(
                        database,
                        new StreamSettings(Duration.ofDays(1), Duration.ofMinutes(1), 100),
                        InstantSource.fixed(Instant.ofEpochMilli(0)))
                    .sweep()));
    return asked;
  }

  private static void page(
      SqlEventStream stream, Optional<EventOffset> after, Optional<String> campaign) {
    var answer = await(stream.read(SENDER, new EventQuery(after, Optional.empty(), campaign, 100)));
    assertThat(answer).isInstanceOfAny(EventAnswer.Page.class, EventAnswer.Gone.class);
  }

  private static ViewSettings settings() {
    return new ViewSettings(
        500,
        500,
        Duration.ofMillis(1),
        Duration.ofMillis(1),
        Duration.ofSeconds(1),
        ViewSettingsTest.STREAM);
  }

  /** A batch from its beginning to its end, half of it under ids that are taken; then a bad one. */
  private static void putIntake(Map<String, Asking> asked, SqlBatches batches, int round) {
    var batch = SampleRows.batch("in" + round);
    var page = SampleRows.page(batch, 0);
    var rows = new ArrayList<StoredRow>();
    for (var i = 0; i < 200; i++) {
      var id = i % 2 == 0 ? "same-" + i : round + "-" + i;
      rows.add(SampleRows.row(CAMPAIGN, i, i + 1, id, id + "@example.com"));
    }
    var owner = new Incarnation(1);
    asked.put(
        "open", () -> await(batches.open(batch, CAMPAIGN, Optional.of("k" + round), owner, NOW)));
    asked.put("add page", () -> await(batches.addPage(page, rows)));
    var fault = new RowFault(900, "email", Optional.empty(), "bad");
    asked.put("add faults", () -> await(batches.addFaults(SENDER, batch, List.of(fault))));
    asked.put("complete", () -> await(batches.complete(SENDER, batch, "d", 1)));
    asked.put("sealing", () -> await(batches.sealing(10)));
    asked.put("seal page", () -> await(batches.sealPage(page)));
    asked.put("store", () -> await(batches.store(SENDER, batch)));
    asked.put("faults", () -> await(batches.faults(SENDER, batch, 0, 10)));
    var gone = SampleRows.batch("no" + round);
    asked.put(
        "open another", () -> await(batches.open(gone, CAMPAIGN, Optional.empty(), owner, NOW)));
    asked.put(
        "replace page",
        () -> {
          await(batches.addPage(SampleRows.page(gone, 0), rows.subList(0, 40)));
          await(batches.addPage(SampleRows.page(gone, 0), rows.subList(0, 20)));
        });
    asked.put("receiving", () -> await(batches.receiving(owner, 10)));
    asked.put("abandon", () -> await(batches.abandon(SENDER, gone)));
    asked.put("sweep", () -> await(batches.sweep()));
    asked.put("forget faults", () -> await(batches.forgetFaults(NOW)));
    asked.put("abandon stale", () -> await(batches.abandonStale(owner, NOW)));
  }

  /** A small campaign is archived, and somebody erased. */
  private static void putUpkeep(
      Map<String, Asking> asked, TestDatabase test, SqlBatches batches, int round) {
    var batch = SampleRows.batch("over" + round);
    var page = SampleRows.page(batch, 0);
    var over = World.campaign("over" + round);
    var row = SampleRows.row(over, 0, 1, "o", "over@example.com");
    asked.put(
        "a small campaign",
        () -> {
          await(batches.open(batch, over, Optional.empty(), new Incarnation(1), NOW));
          await(batches.addPage(page, List.of(row)));
          await(batches.complete(SENDER, batch, "d", 1));
          await(batches.sealPage(page));
          await(batches.store(SENDER, batch));
        });
    var archive = new Archive(test.database(), settings());
    asked.put("archive, delete", () -> await(archive.delete(over, NOW)));
    asked.put("archive, standing", () -> await(archive.standing(CAMPAIGN)));
    var erasure = new Erasure(test.database());
    asked.put("salt", () -> await(test.database().salt(SENDER)));
    asked.put("erasure, look", () -> await(erasure.look(SampleRows.address("a@example.com"))));
    asked.put("erasure", () -> await(erasure.erase(SampleRows.address("a@example.com"))));
  }

  /** Some people live on, and the view follows. */
  private static void follow(TestDatabase test, int round) {
    var world = ProjectionContract.world(round);
    world.live(200);
    world.happen("c|default|new" + round, new CampaignEvent.Launched(NOW));
    World.write(
        test.database(),
        world.journal().stream()
            .map(
                it ->
                    new World.Journalled(
                        it.persistenceId(), it.seqNr() + 1000L * round, it.event(), it.at()))
            .toList());
    try (var projection = new Projection(test.database(), settings(), InstantSource.fixed(NOW))) {
      await(projection.catchUp());
      await(projection.lag());
    }
  }
}
