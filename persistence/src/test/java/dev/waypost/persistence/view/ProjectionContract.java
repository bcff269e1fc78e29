package dev.waypost.persistence.view;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.store.SampleRows.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.campaign.CampaignPlan;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder.Claim;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.report.CampaignCounts;
import dev.waypost.engine.report.MailingCounts;
import dev.waypost.engine.report.Reports.CampaignListing;
import dev.waypost.engine.report.VerdictCounts;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class ProjectionContract {
  private static final List<String> CAMPAIGNS = List.of("one", "two");
  private static final Instant CLOCK = Instant.parse("2030-01-01T00:00:00Z");
  private static final ViewSettings SETTINGS =
      new ViewSettings(
          7,
          30,
          Duration.ofMillis(1),
          Duration.ofMillis(1),
          Duration.ofSeconds(1),
          ViewSettingsTest.STREAM);

  private final Dialect dialect;

  @TempDir Path folder;
  private TestDatabase database;

  ProjectionContract(Dialect dialect) {
    this.dialect = dialect;
  }

  @BeforeEach
  void open() {
    database = TestDatabase.open(dialect, folder);
  }

  @AfterEach
  void close() {
    database.close();
  }

  static World world(long seed) {
    var owed = new ArrayList<World.Owed>();
    for (var i = 1; i <= 12; i++) {
      var recipient = new RecipientId(World.SENDER, new RecipientKey((long) i << 40, (short) i));
      for (var campaign : CAMPAIGNS) {
        var mailing =
            new MailingId(
                new Origin(batch(campaign), 0, i), campaign, new RowKey((long) i << 32, i));
        owed.add(
            new World.Owed(
                recipient,
                World.order(
                    mailing,
                    campaign.equals("one") ? MailKind.BROADCAST : MailKind.TRANSACTIONAL,
                    i == 12 ? Claim.LOST : Claim.OWNED,
                    WhenInDoubt.values()[i % 3])));
      }
    }
    return new World(seed, owed);
  }

  private Projection projection() {
    return new Projection(database.database(), SETTINGS, InstantSource.fixed(CLOCK));
  }

  private SqlReports reports() {
    return new SqlReports(database.database(), Freshness.UNKNOWN);
  }

  private CampaignCounts counts(String campaign) {
    return await(reports().campaign(World.campaign(campaign)));
  }

  private void assertCounted(Recount recount) {
    for (var campaign : CAMPAIGNS) {
      var counts = counts(campaign);
      assertThat(counts.mailings()).isEqualTo(recount.mailings(campaign));
      assertThat(counts.opens()).isEqualTo(recount.opens(campaign));
      assertThat(counts.clicks()).isEqualTo(recount.clicks(campaign));
      assertThat(counts.unsubscribed()).isEqualTo(recount.unsubscribed(campaign));
      assertThat(counts.inDoubtTotal()).isEqualTo(recount.doubted(campaign));
      assertThat(withoutEmpty(await(reports().links(World.campaign(campaign)))))
          .isEqualTo(recount.links(campaign));
    }
  }

  private static Map<Integer, VerdictCounts> withoutEmpty(Map<Integer, VerdictCounts> links) {
    links.values().removeIf(VerdictCounts.NONE::equals);
    return links;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void catchUp_overRestartsAtRandomPoints_countsEachEventOnce(long seed) {
    var world = world(seed);
    var random = new SplittableRandom(seed);
    var written = 0;
    for (var round = 0; round < 15; round++) {
      world.live(random.nextInt(1, 60));
      World.write(database.database(), world.journal().subList(written, world.journal().size()));
      written = world.journal().size();
      try (var started = projection();
          var other = projection()) {
        started.start();
        if (random.nextBoolean()) {
          await(other.catchUp());
        }
      }
    }
    try (var last = projection()) {
      await(last.catchUp());
    }

    assertCounted(Recount.of(world));
  }

  @Test
  void rebuild_givesTheSameFigures() {
    var world = world(5);
    world.live(600);
    World.write(database.database(), world.journal());
    try (var projection = projection()) {
      await(projection.catchUp());
      var before = CAMPAIGNS.stream().map(this::counts).toList();

      await(projection.rebuild());

      assertThat(CAMPAIGNS.stream().map(this::counts).toList()).isEqualTo(before);
      assertThat(before).extracting(c -> c.mailings().delivered()).doesNotContain(0L);
    }
  }

  @Test
  void catchUp_unreadableEvent_isBuriedAndTheRestCounted() {
    var world = world(6);
    world.live(50);
    World.write(database.database(), world.journal());
    breakEvent(10, "UPDATE journal SET type = 9999 WHERE ordering = ?");
    breakEvent(20, "UPDATE journal SET payload = substr(payload, 1, 1) WHERE ordering = ?");
    breakEvent(30, "UPDATE journal SET persistence_id = 'nobody' WHERE ordering = ?");

    try (var projection = projection()) {
      await(projection.catchUp());

      var lag = await(projection.lag());
      assertThat(lag.deadLetters()).isEqualTo(3);
      assertThat(lag.eventsBehind()).isZero();
      assertThat(deadLetters()).containsExactly(10L, 20L, 30L);
    }
  }

  private void breakEvent(long ordering, String sql) {
    int broken =
        await(
            database.database().write(session -> Query.of(session, sql).number(ordering).update()));
    assertThat(broken).isEqualTo(1);
  }

  private List<Long> deadLetters() {
    return await(
        database
            .database()
            .read(
                session ->
                    Query.of(session, "SELECT ordering FROM view_dead_letter ORDER BY ordering")
                        .list(row -> row.getLong(1))));
  }

  @Test
  void campaign_lifeOfCampaigns_isListedNewestFirstAndEnds() {
    var world = world(7);
    var plan =
        new CampaignPlan(
            1, "d", World.TABLE, MailKind.BROADCAST, WhenInDoubt.RETRY, Optional.empty());
    var later = World.BEGIN.plusSeconds(5);
    world.happen("c|default|one", new CampaignEvent.Drafted(plan, World.BEGIN));
    world.happen("c|default|two", new CampaignEvent.Drafted(plan, later));
    world.happen("c|default|one", new CampaignEvent.Drafted(plan, later.plusSeconds(9)));
    world.happen("c|default|one", new CampaignEvent.Finished(later));
    world.happen("c|default|one", new CampaignEvent.Reopened(later));
    world.happen("c|default|two", new CampaignEvent.Cancelled(42, later));
    World.write(database.database(), world.journal());

    try (var projection = projection()) {
      await(projection.catchUp());
    }

    var one = new CampaignListing("one", World.BEGIN);
    var two = new CampaignListing("two", later);
    assertThat(await(reports().campaigns(World.SENDER, Optional.empty(), 10)))
        .containsExactly(two, one);
    assertThat(await(reports().campaigns(World.SENDER, Optional.of(two), 10))).containsExactly(one);
    assertThat(counts("one").isFinishedSeen()).isFalse();
    assertThat(counts("two").isFinishedSeen()).isTrue();
    assertThat(counts("two").mailings())
        .isEqualTo(new MailingCounts(0, 0, 0, 0, 0, 0, 0, 0, 42, 0));
  }

  @Test
  void campaigns_thatTheViewHasNotComeTo_areListedAllTheSame() {
    var world = world(7);
    var plan =
        new CampaignPlan(
            1, "d", World.TABLE, MailKind.BROADCAST, WhenInDoubt.RETRY, Optional.empty());
    world.happen("c|default|one", new CampaignEvent.Drafted(plan, World.BEGIN));
    World.write(database.database(), world.journal());
    try (var projection = projection()) {
      await(projection.catchUp());
    }
    var seen = world.journal().size();
    var later = World.BEGIN.plusSeconds(5);
    world.happen("c|default|two", new CampaignEvent.Drafted(plan, later));
    world.happen("c|default|early", new CampaignEvent.Drafted(plan, World.BEGIN.minusSeconds(1)));
    world.happen("c|default|one", new CampaignEvent.Drafted(plan, later));
    world.happen("c|other|three", new CampaignEvent.Drafted(plan, later));
    World.write(database.database(), world.journal().subList(seen, world.journal().size()));

    assertThat(names(Optional.empty(), 10)).containsExactly("two", "one", "early");
    assertThat(names(Optional.empty(), 2)).containsExactly("two", "one");
    assertThat(names(Optional.of(new CampaignListing("two", later)), 1)).containsExactly("one");
    try (var projection = projection()) {
      await(projection.catchUp());
    }
    assertThat(names(Optional.empty(), 10)).containsExactly("two", "one", "early");
  }

  private List<String> names(Optional<CampaignListing> after, int limit) {
    return await(reports().campaigns(World.SENDER, after, limit)).stream()
        .map(CampaignListing::name)
        .toList();
  }

  @Test
  void campaign_asOf_isTheLastEventOrTheEndOfTheJournal() {
    var world = world(8);
    world.live(20);
    World.write(database.database(), world.journal());
    try (var projection = projection()) {
      await(projection.catchUp());

      assertThat(counts("one").asOf()).isEqualTo(world.journal().getLast().at());
      assertThat(
              await(new SqlReports(database.database(), projection).campaign(World.campaign("one")))
                  .asOf())
          .isEqualTo(CLOCK);
    }
  }

  @Test
  void totals_addUpAllCampaigns() {
    var world = world(9);
    world.live(600);
    World.write(database.database(), world.journal());
    try (var projection = projection()) {
      await(projection.catchUp());
    }

    var totals = await(Totals.read(database.database()));

    var recount = Recount.of(world);
    assertThat(totals.mailings().sum())
        .isEqualTo(recount.mailings("one").sum() + recount.mailings("two").sum());
    assertThat(totals.applied()).isEqualTo(recount.applied());
    assertThat(totals.attempts().delivered())
        .isEqualTo(recount.events(RecipientEvent.Delivered.class));
  }
}
