package dev.waypost.persistence.view;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.store.SampleRows.PSEUDONYMS;
import static dev.waypost.persistence.store.SampleRows.SENDER;
import static dev.waypost.persistence.store.SampleRows.address;
import static dev.waypost.persistence.store.SampleRows.batch;
import static dev.waypost.persistence.store.SampleRows.stored;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.campaign.CampaignPlan;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.report.EventAnswer;
import dev.waypost.engine.report.EventOffset;
import dev.waypost.engine.report.EventQuery;
import dev.waypost.engine.report.StreamedEvent;
import dev.waypost.engine.report.Timeline;
import dev.waypost.engine.report.TimelineQuery;
import dev.waypost.engine.roster.RowSubmission;
import dev.waypost.engine.roster.StoredRow;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.TestDatabase;
import dev.waypost.persistence.store.SampleRows;
import dev.waypost.persistence.store.SqlBatches;
import dev.waypost.persistence.store.SqlRows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A database with people in two campaigns, a life that goes on as far as a test wants, and a reader
 * of the stream.
 */
final class StreamFixture implements AutoCloseable {
  static final CampaignId ONE = new CampaignId(SENDER, "one");
  static final CampaignId TWO = new CampaignId(SENDER, "two");
  static final int PEOPLE = 12;
  static final Instant CLOCK = Instant.parse("2030-01-01T00:00:00Z");

  final TestDatabase database;
  final World world;
  private final Map<CampaignId, List<World.Owed>> owed;
  private int written;

  StreamFixture(Dialect dialect, Path folder, long seed) {
    database = TestDatabase.open(dialect, folder);
    owed =
        Map.of(
            ONE, store("first", ONE, MailKind.BROADCAST),
            TWO, store("second", TWO, MailKind.TRANSACTIONAL));
    world =
        new World(
            seed, Stream.of(ONE, TWO).flatMap(campaign -> owed.get(campaign).stream()).toList());
    for (var campaign : List.of(ONE, TWO)) {
      var plan =
          new CampaignPlan(
              1, "d", World.TABLE, MailKind.BROADCAST, WhenInDoubt.RETRY, Optional.empty());
      world.happen(campaign.persistenceId(), new CampaignEvent.Drafted(plan, World.BEGIN));
    }
    world.happen(
        ONE.persistenceId(), new CampaignEvent.BatchStored(batch("first"), 1, PEOPLE, World.BEGIN));
  }

  /** The last one of the people has no id of its own. */
  private static StoredRow person(CampaignId campaign, int i) {
    return stored(
        campaign,
        i - 1,
        new RowSubmission(
            i,
            i == PEOPLE ? Optional.empty() : Optional.of("c-" + i),
            address("P" + i + "@Example.com"),
            Optional.empty(),
            Map.of("city", "Pécs"),
            i % 2 == 0 ? Map.of("order", campaign.name() + i) : Map.of(),
            100));
  }

  private List<World.Owed> store(String name, CampaignId campaign, MailKind kind) {
    var id = batch(name);
    var rows = new ArrayList<StoredRow>();
    for (var i = 1; i <= PEOPLE; i++) {
      rows.add(person(campaign, i));
    }
    var batches = new SqlBatches(database.database());
    await(batches.open(id, campaign, Optional.empty(), new Incarnation(1), World.BEGIN));
    await(batches.addPage(SampleRows.page(id, 0), rows));
    await(batches.complete(SENDER, id, "d", 1));
    await(batches.sealPage(SampleRows.page(id, 0)));
    await(batches.store(SENDER, id));
    return await(new SqlRows(database.database()).load(SampleRows.page(id, 0))).rows().stream()
        .map(
            ref ->
                new World.Owed(
                    new RecipientId(SENDER, ref.recipient()),
                    World.order(
                        new MailingId(new Origin(id, 0, ref.line()), campaign.name(), ref.row()),
                        kind,
                        ref.claim(),
                        WhenInDoubt.values()[ref.line() % 3])))
        .toList();
  }

  /** What somebody is owed in a campaign. */
  World.Owed owed(int person, CampaignId campaign) {
    return owed.get(campaign).stream()
        .filter(it -> it.recipient().equals(recipient(person)))
        .findFirst()
        .orElseThrow();
  }

  /** Somebody clicks in the mail of a campaign. */
  void click(int person, CampaignId campaign) {
    world.click(owed(person, campaign));
  }

  Timeline timeline(int person, CampaignId campaign, int limit) {
    var mailing = owed(person, campaign).order().mailing();
    return await(
        new SqlReports(database.database(), Freshness.UNKNOWN)
            .timeline(
                new TimelineQuery(
                    recipient(person), campaign.name(), mailing.origin(), mailing.row(), limit)));
  }

  static RecipientId recipient(int person) {
    return new RecipientId(SENDER, PSEUDONYMS.recipient(address("p" + person + "@example.com")));
  }

  /** Lives on, and lets the view follow. */
  void live(int events) {
    world.live(events);
    follow();
  }

  /** Writes what has happened, and lets the view follow. */
  void follow() {
    write();
    try (var projection = projection()) {
      await(projection.catchUp());
    }
  }

  void write() {
    World.write(database.database(), world.journal().subList(written, world.journal().size()));
    written = world.journal().size();
  }

  Projection projection() {
    var settings =
        new ViewSettings(
            7,
            30,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofSeconds(1),
            ViewSettingsTest.STREAM);
    return new Projection(database.database(), settings, InstantSource.fixed(CLOCK));
  }

  int sql(String text) {
    return await(database.database().write(session -> Query.of(session, text).update()));
  }

  SqlEventStream stream() {
    return new SqlEventStream(database.database(), new Pulse()::next);
  }

  EventAnswer read(EventQuery query) {
    return await(stream().read(SENDER, query));
  }

  EventAnswer.Page page(Optional<EventOffset> after, Optional<String> campaign, int limit) {
    var answer = read(new EventQuery(after, Optional.empty(), campaign, limit));
    if (answer instanceof EventAnswer.Page page) {
      return page;
    }
    throw new AssertionError("no page: " + answer);
  }

  /** Page by page to the end, behind an offset. */
  List<StreamedEvent> all(Optional<EventOffset> after, Optional<String> campaign, int limit) {
    var all = new ArrayList<StreamedEvent>();
    var page = page(after, campaign, limit);
    all.addAll(page.events());
    while (!page.isEnd()) {
      page = page(Optional.of(page.next()), campaign, limit);
      all.addAll(page.events());
    }
    return all;
  }

  List<StreamedEvent> all() {
    return all(Optional.empty(), Optional.empty(), 1000);
  }

  @Override
  public void close() {
    database.close();
  }
}
