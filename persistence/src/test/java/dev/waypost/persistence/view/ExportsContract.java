package dev.waypost.persistence.view;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.store.SampleRows.batch;
import static dev.waypost.persistence.store.SampleRows.page;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.engine.Engine;
import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder.Claim;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.Mailing;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.report.MailingCounts;
import dev.waypost.engine.roster.Exports.Columns;
import dev.waypost.engine.roster.Exports.ListedMailing;
import dev.waypost.engine.roster.Exports.Place;
import dev.waypost.engine.roster.Exports.SuppressedAddress;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.TestDatabase;
import dev.waypost.persistence.store.SampleRows;
import dev.waypost.persistence.store.SqlBatches;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows and suppressions as exports show them, against what the recipients themselves know. */
abstract class ExportsContract {
  private static final int PAGES = 6;
  private static final int PAGES_OPENED = 4;
  private static final int PAGE_ROWS = 5;
  private static final List<String> CAMPAIGNS = List.of("one", "two");
  private static final Set<MailingState> ALL = EnumSet.allOf(MailingState.class);
  private static final ViewSettings SETTINGS =
      new ViewSettings(
          9,
          40,
          Duration.ofMillis(1),
          Duration.ofMillis(1),
          Duration.ofMillis(20),
          ViewSettingsTest.STREAM);

  private final Dialect dialect;

  @TempDir Path folder;
  private TestDatabase database;
  private final List<World.Owed> owed = new ArrayList<>();
  private final Set<Origin> swept = new HashSet<>();
  private final List<Origin> rows = new ArrayList<>();

  ExportsContract(Dialect dialect) {
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

  private SqlExports exports() {
    return exports(new Pulse()::next, SETTINGS.readersWait());
  }

  private SqlExports exports(News moves, Duration readersWait) {
    var settings =
        new ViewSettings(
            SETTINGS.eventsAtOnce(),
            SETTINGS.eventsAtMost(),
            SETTINGS.idle(),
            SETTINGS.retryAfter(),
            readersWait,
            ViewSettingsTest.STREAM);
    return new SqlExports(database.database(), moves, settings);
  }

  private Projection projection() {
    return new Projection(database.database(), SETTINGS, InstantSource.fixed(World.BEGIN));
  }

  private void catchUp() {
    try (var projection = projection()) {
      await(projection.catchUp());
    }
  }

  /** Stores a batch of a campaign, and owes the rows of its first pages. */
  private void store(BatchId batch, String campaign) {
    var id = World.campaign(campaign);
    var batches = new SqlBatches(database.database());
    await(batches.open(batch, id, Optional.empty(), new Incarnation(1), World.BEGIN));
    for (var number = 0; number < PAGES; number++) {
      var page = page(batch, number);
      var words = new ArrayList<String>();
      for (var i = 0; i < PAGE_ROWS; i++) {
        words.add(batch.value().replace("-", "") + number + "-" + i);
      }
      var stored = SampleRows.rows(id, 1 + number * PAGE_ROWS, words.toArray(String[]::new));
      await(batches.addPage(page, stored));
      for (var row : stored) {
        var origin = new Origin(batch, number, row.submission().line());
        rows.add(origin);
        if (number < PAGES_OPENED) {
          owe(new MailingId(origin, campaign, row.row()), row.recipient());
        } else {
          swept.add(origin);
        }
      }
    }
    await(batches.complete(World.SENDER, batch, "digest", PAGES));
    for (var number = 0; number < PAGES; number++) {
      await(batches.sealPage(page(batch, number)));
    }
    await(batches.store(World.SENDER, batch));
  }

  private void owe(MailingId mailing, RecipientKey recipient) {
    var n = owed.size();
    owed.add(
        new World.Owed(
            new RecipientId(World.SENDER, recipient),
            World.order(
                mailing,
                mailing.campaign().equals("one") ? MailKind.BROADCAST : MailKind.TRANSACTIONAL,
                n % 7 == 0 ? Claim.LOST : Claim.OWNED,
                WhenInDoubt.values()[n % 3])));
  }

  /** Two campaigns of two batches each, later batches with smaller numbers behind larger ones. */
  private World world(long seed) {
    for (var campaign : CAMPAIGNS) {
      store(batch(campaign + "a"), campaign);
      store(batch(campaign + "b"), campaign);
    }
    var world = new World(seed, owed);
    for (var campaign : CAMPAIGNS) {
      for (var batch : List.of(batch(campaign + "b"), batch(campaign + "a"))) {
        var whose = World.campaign(campaign).persistenceId();
        world.happen(
            whose, new CampaignEvent.BatchStored(batch, PAGES, PAGES * PAGE_ROWS, World.BEGIN));
        for (var page = 0; page < PAGES_OPENED; page++) {
          world.happen(whose, new CampaignEvent.PageOpened(batch, page, PAGE_ROWS, World.BEGIN));
        }
      }
    }
    return world;
  }

  private void cancel(World world, String campaign) {
    world.happen(
        World.campaign(campaign).persistenceId(),
        new CampaignEvent.Cancelled(2 * (PAGES - PAGES_OPENED) * PAGE_ROWS, World.BEGIN));
  }

  private List<ListedMailing> walk(String campaign, Set<MailingState> states, int limit) {
    var all = new ArrayList<ListedMailing>();
    var next = Optional.of(Place.START);
    while (next.isPresent()) {
      var slice =
          await(
              exports()
                  .mailings(
                      World.campaign(campaign), states, next.get(), limit, Columns.WITH_DATA));
      assertThat(slice.mailings()).hasSizeLessThanOrEqualTo(limit);
      all.addAll(slice.mailings());
      next = slice.next();
    }
    return all;
  }

  private static List<Origin> origins(List<ListedMailing> mailings) {
    return mailings.stream().map(m -> m.trace().origin()).toList();
  }

  private static Map<Origin, Mailing> mailings(World world) {
    var all = new HashMap<Origin, Mailing>();
    world.states().values().forEach(r -> all.putAll(r.mailings()));
    return all;
  }

  private MailingCounts counted(String campaign) {
    return await(
            new SqlReports(database.database(), Freshness.UNKNOWN)
                .campaign(World.campaign(campaign)))
        .mailings();
  }

  private static long of(MailingCounts counts, MailingState state, long accepted) {
    return switch (state) {
      case WAITING -> accepted - counts.sum();
      case ATTEMPTING -> counts.attempting();
      case DEFERRED -> counts.deferred();
      case DELIVERED -> counts.delivered();
      case BOUNCED -> counts.bounced();
      case EXPIRED -> counts.expired();
      case SUPPRESSED -> counts.suppressed();
      case DUPLICATE -> counts.duplicate();
      case FAILED -> counts.failed();
      case CANCELLED -> counts.cancelled();
      case IN_DOUBT -> counts.inDoubt();
    };
  }

  private void assertExported(World world, long seed) {
    var random = new SplittableRandom(seed);
    var known = mailings(world);
    for (var campaign : CAMPAIGNS) {
      var all = walk(campaign, ALL, random.nextInt(1, 70));

      assertThat(origins(all))
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(
              rows.stream().filter(o -> o.batch().value().contains(campaign)).toList());
      for (var listed : all) {
        var origin = listed.trace().origin();
        var mailing = Optional.ofNullable(known.get(origin));
        var silent =
            swept.contains(origin) && campaign.equals("two")
                ? MailingState.CANCELLED
                : MailingState.WAITING;
        assertThat(listed.state()).isEqualTo(mailing.map(Mailing::state).orElse(silent));
        assertThat(listed.bounce())
            .isEqualTo(
                mailing.map(m -> m instanceof Mailing.Bounced bounced ? bounced.kind() : null));
      }
      var figures = counted(campaign);
      for (var state : MailingState.values()) {
        var some = walk(campaign, EnumSet.of(state), random.nextInt(1, 20));

        assertThat(some).as(state.name()).hasSize((int) of(figures, state, all.size()));
        assertThat(some).isEqualTo(all.stream().filter(listed -> listed.state() == state).toList());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void mailings_ofARandomWorld_areTheRowsOnceAndAddUpToTheFigures(long seed) {
    var world = world(seed);
    world.live(700);
    cancel(world, "two");
    World.write(database.database(), world.journal());
    catchUp();

    assertExported(world, seed);

    try (var projection = projection()) {
      await(projection.rebuild());
    }
    assertExported(world, seed + 100);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void mailings_afterStepsAndRestarts_areThoseOfOneRun(long seed) {
    var world = world(seed);
    var written = 0;
    for (var round = 0; round < 12; round++) {
      world.live(30);
      if (round == 6) {
        cancel(world, "two");
      }
      World.write(database.database(), world.journal().subList(written, world.journal().size()));
      written = world.journal().size();
      catchUp();
    }

    assertExported(world, seed);
  }

  @Test
  void pageCounts_atTheEnd_holdNoZeros() {
    var world = world(21);
    world.live(900);
    World.write(database.database(), world.journal());
    catchUp();

    assertThat(ask("SELECT count(*) FROM page_state WHERE n <= 0")).isZero();
    assertThat(ask("SELECT sum(n) FROM page_state")).isEqualTo(rows.size());
  }

  private Long ask(String sql) {
    return await(
        database
            .database()
            .read(session -> Query.of(session, sql).first(row -> row.getLong(1)).orElseThrow()));
  }

  @Test
  void mailings_batchesStoredDuringAWalk_comeBehind() {
    store(batch("first"), "one");
    store(batch("later"), "one");
    var world = new World(1, owed);
    var whose = World.campaign("one").persistenceId();
    var accepted = PAGES * PAGE_ROWS;
    world.happen(
        whose, new CampaignEvent.BatchStored(batch("later"), PAGES, accepted, World.BEGIN));
    World.write(database.database(), world.journal());
    catchUp();
    var one =
        await(exports().mailings(World.campaign("one"), ALL, Place.START, 7, Columns.WITHOUT_DATA));

    var before = world.journal().size();
    world.happen(
        whose, new CampaignEvent.BatchStored(batch("first"), PAGES, accepted, World.BEGIN));
    World.write(database.database(), world.journal().subList(before, before + 1));
    catchUp();
    var rest =
        await(
            exports()
                .mailings(
                    World.campaign("one"), ALL, one.next().orElseThrow(), 1000, Columns.WITH_DATA));

    var walked = new ArrayList<>(origins(one.mailings()));
    walked.addAll(origins(rest.mailings()));
    assertThat(walked).doesNotHaveDuplicates().hasSize(2 * accepted);
    assertThat(walked.subList(0, accepted)).allMatch(o -> o.batch().equals(batch("later")));
    assertThat(one.mailings()).allMatch(m -> m.row().orElseThrow().fields().isEmpty());
    assertThat(rest.mailings()).noneMatch(m -> m.row().orElseThrow().fields().isEmpty());
  }

  @Test
  void mailings_ofNobodyAndOfAnotherSender_areNone() {
    World.write(database.database(), world(52).journal());
    catchUp();
    var ofAnother = new CampaignId(new SenderId("other"), "one");

    assertThat(walk("one", ALL, 1000)).isNotEmpty();
    assertThat(walk("nobody", ALL, 10)).isEmpty();
    assertThat(
            await(exports().mailings(ofAnother, ALL, Place.START, 10, Columns.WITH_DATA))
                .mailings())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void suppressions_ofARandomWorld_areThoseOfTheRecipients(long seed) {
    var world = world(seed);
    world.live(800);
    var random = new SplittableRandom(seed);
    for (var it : owed) {
      if (random.nextInt(3) == 0) {
        world.ask(
            it.recipient(),
            new RecipientRequest.Import(
                List.of(
                    new Suppression(
                        Suppression.Reason.COMPLAINED,
                        Instant.ofEpochMilli(random.nextLong(1_000_000_000_000L)),
                        Optional.of("elsewhere")))));
      }
    }
    World.write(database.database(), world.journal());
    catchUp();

    var expected =
        world.states().entrySet().stream()
            .filter(e -> !e.getValue().suppressions().isEmpty())
            .collect(
                Collectors.toMap(
                    e -> e.getKey().key(), e -> Set.copyOf(e.getValue().suppressions())));
    assertThat(suppressed(random.nextInt(1, 9))).isEqualTo(expected);
    assertThat(await(reportedComplaints())).isZero();

    try (var projection = projection()) {
      await(projection.rebuild());
    }
    assertThat(suppressed(1000)).isEqualTo(expected);
  }

  private CompletionStage<Long> reportedComplaints() {
    return new SqlReports(database.database(), Freshness.UNKNOWN)
        .campaign(World.campaign("elsewhere"))
        .thenApply(counts -> counts.complained());
  }

  private Map<RecipientKey, Set<Suppression>> suppressed(int limit) {
    var all = new HashMap<RecipientKey, Set<Suppression>>();
    Optional<RecipientKey> after = Optional.empty();
    do {
      var slice = await(exports().suppressions(World.SENDER, after, limit));
      assertThat(slice.addresses()).hasSizeLessThanOrEqualTo(limit);
      for (SuppressedAddress address : slice.addresses()) {
        assertThat(
                all.put(
                    SampleRows.PSEUDONYMS.recipient(address.email()),
                    Set.copyOf(address.entries())))
            .isNull();
      }
      after = slice.next();
    } while (after.isPresent());
    return all;
  }

  @Test
  void suppressions_ofAnErasedPerson_areNotShown() {
    var world = world(41);
    var whose = owed.getFirst().recipient();
    world.ask(
        whose,
        new RecipientRequest.Suppress(
            new Suppression(Suppression.Reason.MANUAL, World.BEGIN, Optional.empty())));
    World.write(database.database(), world.journal());
    catchUp();
    assertThat(suppressed(10)).containsOnlyKeys(whose.key());

    await(
        database
            .database()
            .write(
                session ->
                    Query.of(session, "DELETE FROM person WHERE recipient_key = ?")
                        .bytes(whose.key().bytes())
                        .update()));

    assertThat(suppressed(10)).isEmpty();
    assertThat(world.states().getOrDefault(whose, Recipient.EMPTY).suppressions()).isNotEmpty();
  }

  @Test
  void current_whileTheViewIsBehind_waitsAndThenFails() {
    var world = world(51);
    world.live(50);
    World.write(database.database(), world.journal());

    assertThatThrownBy(() -> await(exports().current()))
        .hasRootCauseInstanceOf(Engine.Unavailable.class);

    catchUp();
    await(exports().current());
  }

  /** Also over events that tell nobody anything, of which the event stream has no news. */
  @Test
  void current_whenTheViewGetsThere_isDoneAtOnce() {
    var world = world(53);
    World.write(database.database(), world.journal());
    catchUp();
    var seen = world.journal().size();
    world.happen(
        World.campaign("one").persistenceId(), new CampaignEvent.PauseRequested(World.BEGIN));
    World.write(database.database(), world.journal().subList(seen, seen + 1));
    try (var projection = projection()) {
      var current =
          exports(projection::moves, Duration.ofMinutes(10)).current().toCompletableFuture();
      assertThat(current).isNotDone();

      await(projection.catchUp());

      await(current);
    }
  }

  @Test
  void current_whileNothingMoves_looksNoFurther() {
    var world = world(54);
    world.live(50);
    World.write(database.database(), world.journal());
    var looks = new AtomicInteger();
    var moves = new Pulse();
    News counted =
        () -> {
          looks.incrementAndGet();
          return moves.next();
        };

    assertThatThrownBy(() -> await(exports(counted, Duration.ofMillis(50)).current()))
        .hasRootCauseInstanceOf(Engine.Unavailable.class);
    for (var i = 0; i < 3; i++) { // nobody waits any more
      moves.beat();
      await(database.database().read(session -> Tables.shown(session).offset()));
    }

    assertThat(looks).hasValue(1);
  }
}
