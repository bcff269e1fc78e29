package dev.waypost.persistence.view;

import static dev.waypost.persistence.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder.Claim;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.report.MailingCounts;
import dev.waypost.engine.report.TimelineQuery;
import dev.waypost.engine.report.VerdictCounts;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal of nothing but test mailings: the figures stay at zero, and everything is told. */
abstract class TestMailingViewContract {
  private static final ViewSettings SETTINGS =
      new ViewSettings(
          50,
          50,
          Duration.ofMillis(1),
          Duration.ofMillis(1),
          Duration.ofSeconds(1),
          ViewSettingsTest.STREAM);
  private static final int EVENTS = 800;

  private final Dialect dialect;

  @TempDir Path folder;
  private TestDatabase database;
  private World world;
  private final List<World.Owed> owed = new ArrayList<>();

  TestMailingViewContract(Dialect dialect) {
    this.dialect = dialect;
  }

  @BeforeEach
  void open() {
    database = TestDatabase.open(dialect, folder);
    for (var i = 1; i <= 8; i++) {
      var origin = new Origin(new BatchId("test--AAAAAAAAAA"), 0, i);
      owed.add(
          new World.Owed(
              new RecipientId(World.SENDER, new RecipientKey((long) i << 40, (short) i)),
              World.order(
                  new MailingId(origin, "one", new RowKey((long) i << 32, i)),
                  MailKind.TRANSACTIONAL,
                  Claim.OWNED,
                  i % 2 == 0 ? WhenInDoubt.RETRY : WhenInDoubt.ASSUME_DELIVERED)));
    }
    world = new World(3, owed);
    world.live(EVENTS);
    World.write(database.database(), world.journal());
    try (var projection =
        new Projection(database.database(), SETTINGS, InstantSource.fixed(World.BEGIN))) {
      await(projection.catchUp());
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  private SqlReports reports() {
    return new SqlReports(database.database(), Freshness.UNKNOWN);
  }

  @Test
  void figures_ofTheCampaign_stayAtZero() {
    var counts = await(reports().campaign(World.campaign("one")));

    assertThat(counts.mailings()).isEqualTo(new MailingCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    assertThat(counts.opens()).isEqualTo(VerdictCounts.NONE);
    assertThat(counts.clicks()).isEqualTo(VerdictCounts.NONE);
    assertThat(counts.unsubscribed()).isZero();
    assertThat(counts.inDoubtTotal()).isZero();
    assertThat(await(reports().links(World.campaign("one")))).isEmpty();
  }

  @Test
  void totals_countTheHitsAndNothingElse() {
    var totals = await(Totals.read(database.database()));

    var hits =
        world.journal().stream()
            .filter(it -> it.event() instanceof RecipientEvent.TestHitsApplied)
            .mapToLong(it -> ((RecipientEvent.TestHitsApplied) it.event()).hits().size())
            .sum();
    assertThat(totals.applied()).isEqualTo(hits).isPositive();
    assertThat(totals.unsubscribes()).isPositive();
    assertThat(totals.mailings().sum()).isZero();
    assertThat(totals.attempts()).isEqualTo(new Totals.Attempts(0, 0, 0, 0, 0));
  }

  @Test
  void timeline_saysOfEveryMailingAndHitThatItIsATest() {
    for (var it : owed) {
      var mailing = it.order().mailing();
      var query = new TimelineQuery(it.recipient(), "one", mailing.origin(), mailing.row(), 10_000);
      var told = await(reports().timeline(query)).entries();

      assertThat(told).isNotEmpty();
      assertThat(told).allSatisfy(entry -> assertThat(entry.fields()).containsEntry("test", true));
    }
  }
}
