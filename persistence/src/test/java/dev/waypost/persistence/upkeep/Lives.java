package dev.waypost.persistence.upkeep;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.store.SampleRows.SENDER;
import static dev.waypost.persistence.store.SampleRows.address;
import static dev.waypost.persistence.store.SampleRows.page;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.campaign.CampaignPlan;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.link.HitIntake.LoggedHit;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.roster.StoredRow;
import dev.waypost.persistence.BesideDatabase;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.TestDatabase;
import dev.waypost.persistence.WritableDatabase;
import dev.waypost.persistence.audit.Audit;
import dev.waypost.persistence.audit.AuditReport;
import dev.waypost.persistence.hitlog.HitLogReader.Entry;
import dev.waypost.persistence.journal.Recovery;
import dev.waypost.persistence.store.SampleRows;
import dev.waypost.persistence.store.SqlRows;
import dev.waypost.persistence.upkeep.Retention.Ages;
import dev.waypost.persistence.upkeep.Retention.Outcomes;
import dev.waypost.persistence.view.Projection;
import dev.waypost.persistence.view.StreamRetention;
import dev.waypost.persistence.view.StreamSettings;
import dev.waypost.persistence.view.ViewSettings;
import dev.waypost.persistence.view.World;
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
import java.util.TreeMap;

/** People in three campaigns, who live at random under the real rules. */
final class Lives implements AutoCloseable {
  static final CampaignId SPRING = SampleRows.SPRING;
  static final CampaignId SUMMER = new CampaignId(SENDER, "summer");
  static final CampaignId AUTUMN = SampleRows.AUTUMN;
  static final Instant END = Instant.parse("2030-01-01T00:00:00Z");
  static final Duration NEVER_FOLD = Duration.ofDays(36_500);

  private static final int PEOPLE = 40;
  private static final Duration KEPT = Duration.ofHours(1);
  private static final ViewSettings VIEW =
      ViewSettings.from(ConfigFactory.load().getConfig("waypost.view"));

  private static final Map<String, String> TABLES =
      new TreeMap<>(
          Map.of(
              "campaign_count", "sender, campaign, figure, n",
              "link_count", "sender, campaign, link, human, unknown, machine, uniq",
              "campaign_listing", "sender, campaign, created_at, finished",
              "stream_event", "sender, ordering, campaign, seq",
              "batch_place", "batch_no, campaign_no, place",
              "page_state", "campaign_no, state, place, page, n",
              "mailing", "batch_no, page, line, state, bounce, reason",
              "suppression", "sender, recipient_key, reason, since, campaign"));

  /** All that a view shows, and what everybody is when they wake. */
  record Seen(Map<String, List<String>> view, Map<String, Recipient> states) {}

  /** A mail that arrived. */
  record Arrived(RecipientId recipient, Origin origin, String campaign) {}

  private final People people;
  private final Dialect dialect;
  private final Path folder;
  private final List<World.Owed> owed = new ArrayList<>();
  private final World world;
  private Duration foldAfter = NEVER_FOLD;
  private int written;

  Lives(Dialect dialect, Path folder) {
    this.dialect = dialect;
    this.folder = folder;
    people = new People(dialect, folder);
    for (var campaign : List.of(SPRING, SUMMER, AUTUMN)) {
      store(campaign, kind(campaign));
    }
    world = new World(17, owed);
    for (var campaign : List.of(SPRING, SUMMER, AUTUMN)) {
      var plan =
          new CampaignPlan(
              1, "d", World.TABLE, kind(campaign), WhenInDoubt.RETRY, Optional.empty());
      world.happen(campaign.persistenceId(), new CampaignEvent.Drafted(plan, World.BEGIN));
      world.happen(
          campaign.persistenceId(),
          new CampaignEvent.BatchStored(batch(campaign), 1, PEOPLE, World.BEGIN));
      world.happen(
          campaign.persistenceId(),
          new CampaignEvent.PageOpened(batch(campaign), 0, PEOPLE, World.BEGIN));
    }
    sql("INSERT INTO content(link_table, links, submission) VALUES (77, '', '')");
  }

  private static MailKind kind(CampaignId campaign) {
    return campaign.equals(SUMMER) ? MailKind.TRANSACTIONAL : MailKind.BROADCAST;
  }

  static BatchId batch(CampaignId campaign) {
    return SampleRows.batch(campaign.name());
  }

  private void store(CampaignId campaign, MailKind kind) {
    var rows = new ArrayList<StoredRow>();
    for (var i = 1; i <= PEOPLE; i++) {
      rows.add(SampleRows.row(campaign, i - 1, i, "c-" + i, "p" + i + "@example.com"));
    }
    var id = batch(campaign);
    people.store(id, campaign, rows);
    for (var ref : await(new SqlRows(people.node()).load(page(id, 0))).rows()) {
      var mailing = new MailingId(new Origin(id, 0, ref.line()), campaign.name(), ref.row());
      owed.add(
          new World.Owed(
              new RecipientId(SENDER, ref.recipient()),
              World.order(mailing, kind, ref.claim(), WhenInDoubt.values()[ref.line() % 3])));
    }
  }

  /** So many events of the recipients of these campaigns; the view follows. */
  void live(List<CampaignId> campaigns, int events) {
    var names = campaigns.stream().map(CampaignId::name).toList();
    world.live(
        events,
        owed.stream().filter(it -> names.contains(it.order().mailing().campaign())).toList());
    follow();
  }

  private void follow() {
    World.write(people.node(), world.journal().subList(written, world.journal().size()));
    written = world.journal().size();
    catchUp();
  }

  private void catchUp() {
    try (var projection = new Projection(people.node(), VIEW, InstantSource.fixed(END))) {
      await(projection.catchUp());
    }
  }

  /** Everything leaves the stream but the newest events. */
  void sweep() {
    follow();
    var newest = world.journal().getLast().at();
    await(
        new StreamRetention(
                people.node(),
                new StreamSettings(KEPT, Duration.ofMinutes(1), 1_000),
                InstantSource.fixed(newest.plus(KEPT).minusSeconds(30)))
            .sweep());
  }

  void archive(CampaignId campaign) {
    world.happen(campaign.persistenceId(), new CampaignEvent.Archived(World.BEGIN));
    follow();
    await(new Archive(people.beside(), VIEW).delete(campaign, World.BEGIN));
  }

  void erase(int person) {
    await(new Erasure(people.beside()).erase(address("p" + person + "@example.com")));
  }

  void foldAfter(Duration age) {
    foldAfter = age;
  }

  Recovery recovery() {
    return new Recovery(people.node());
  }

  private Recipient evolve(Recipient state, RecipientEvent event) {
    return Recipient.evolve(state, event).folded(event.at().minus(foldAfter));
  }

  private Map<String, Recipient> states() {
    var recovery = recovery();
    var states = new TreeMap<String, Recipient>();
    for (var recipient : world.states().keySet()) {
      var id = recipient.persistenceId();
      states.put(
          id, recovery.wake(id, Recipient.EMPTY, RecipientEvent.class, this::evolve).state());
    }
    return states;
  }

  void assertRecoveredAsLived() {
    var states = states();
    world
        .states()
        .forEach((id, state) -> assertThat(states.get(id.persistenceId())).isEqualTo(state));
    var recovery = recovery();
    world
        .states()
        .keySet()
        .forEach(
            id -> {
              var last =
                  world.journal().stream()
                      .filter(it -> it.persistenceId().equals(id.persistenceId()))
                      .mapToLong(World.Journalled::seqNr)
                      .max();
              assertThat(
                      recovery
                          .wake(
                              id.persistenceId(),
                              Recipient.EMPTY,
                              RecipientEvent.class,
                              this::evolve)
                          .seqNr())
                  .isEqualTo(last.orElseThrow());
            });
  }

  /** Of a third early, of a third late. */
  void saveSnapshots() {
    var recovery = recovery();
    var n = 0;
    for (var recipient : world.states().keySet()) {
      var id = recipient.persistenceId();
      var own = world.journal().stream().filter(it -> it.persistenceId().equals(id)).toList();
      var upTo = n++ % 3 == 0 ? 0 : n % 3 == 0 ? 5 : own.size() - 1;
      var state = Recipient.EMPTY;
      for (var it : own.subList(0, upTo)) {
        state = evolve(state, (RecipientEvent) it.event());
      }
      if (upTo > 0) {
        recovery.save(id, upTo, END, state);
      }
    }
  }

  Seen seen() {
    catchUp();
    var view = new LinkedHashMap<String, List<String>>();
    var suffix =
        count(
                    "SELECT CASE WHEN view = 'figures' THEN 0 ELSE 2 END FROM view_offset"
                        + " WHERE state = 0")
                == 0
            ? ""
            : "_2";
    for (var table : TABLES.entrySet()) {
      var columns = table.getValue();
      var text =
          "SELECT %s FROM %s%s ORDER BY %s".formatted(columns, table.getKey(), suffix, columns);
      view.put(
          table.getKey(),
          await(people.node().read(session -> Query.of(session, text).list(Lives::row))));
    }
    return new Seen(view, states());
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

  void rebuild() {
    await(Projection.rebuild(people.beside(), VIEW, InstantSource.fixed(END)));
  }

  /** One that was killed at once. */
  void beginRebuild() {
    sql("UPDATE view_offset SET state = 1, has_cut = 1 WHERE state <> 0");
  }

  /** As migrations do. */
  void clearView() {
    for (var table : TABLES.keySet()) {
      sql("DELETE FROM " + table);
    }
    sql("UPDATE view_offset SET ordering = 0, at = 0, has_cut = 0 WHERE state = 0");
  }

  AuditReport audit() {
    return await(
        new Audit(
                people.node(),
                reader ->
                    world
                        .logged()
                        .forEach(
                            it ->
                                reader.accept(
                                    new Entry.Logged(
                                        World.LOG, new LoggedHit(it.number(), it.hit())))),
                Runnable::run)
            .run(0));
  }

  BesideDatabase beside() {
    return people.beside();
  }

  BesideDatabase second() {
    return TestDatabase.beside(dialect, folder, TestDatabase.SETTINGS);
  }

  Ages ages() {
    return new Ages(Optional.of(END), Optional.empty(), foldAfter);
  }

  /** In steps as the command has them. */
  Retention retention(WritableDatabase database) {
    return retention(database, CutBounds.USUAL);
  }

  Retention retention(WritableDatabase database, CutBounds bounds) {
    return new Retention(database, bounds, time -> Runnable::run, InstantSource.fixed(END));
  }

  /** So many events at a time, and of each entity. */
  static CutBounds steps(int events, int eventsEach) {
    return new CutBounds(40, 500, eventsEach, events, 1_000_000, 50);
  }

  Outcomes look() {
    return look(CutBounds.USUAL);
  }

  Outcomes look(CutBounds bounds) {
    return await(retention(people.beside(), bounds).look(ages(), END));
  }

  Outcomes cut() {
    return cut(CutBounds.USUAL);
  }

  Outcomes cut(CutBounds bounds) {
    return await(retention(people.beside(), bounds).cut(ages(), END, n -> {}));
  }

  Arrived firstDelivered() {
    return world.journal().stream()
        .filter(it -> it.event() instanceof RecipientEvent.Delivered)
        .map(
            it -> {
              var event = (RecipientEvent.Delivered) it.event();
              return new Arrived(
                  RecipientId.parse(it.persistenceId()), event.origin(), event.campaign());
            })
        .filter(it -> isLastMove(it.origin()))
        .findFirst()
        .orElseThrow();
  }

  private boolean isLastMove(Origin origin) {
    return world.journal().stream()
            .filter(it -> it.event() instanceof RecipientEvent.MailingMoved)
            .map(it -> (RecipientEvent.MailingMoved) it.event())
            .filter(it -> it.origin().equals(origin))
            .toList()
            .getLast()
        instanceof RecipientEvent.Delivered;
  }

  /** Something that the rules would not let happen. */
  void happen(RecipientId recipient, RecipientEvent event) {
    world.happen(recipient.persistenceId(), event);
    follow();
  }

  void write(String persistenceId, List<?> events) {
    events.forEach(event -> world.happen(persistenceId, event));
    follow();
  }

  /** Recipients that a look-up takes for newcomers. */
  List<String> announced() {
    return recovery()
        .newcomers(world.states().keySet().stream().map(RecipientId::persistenceId).toList());
  }

  long streamed() {
    return count("SELECT count(*) FROM stream_event");
  }

  long count(String sql) {
    return people.count(sql);
  }

  int sql(String text) {
    return await(people.node().write(Lane.OTHER, session -> Query.of(session, text).update()));
  }

  @Override
  public void close() {
    people.close();
  }
}
