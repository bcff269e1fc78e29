package dev.waypost.persistence.audit;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.store.SampleRows.SENDER;
import static dev.waypost.persistence.store.SampleRows.batch;
import static dev.waypost.persistence.store.SampleRows.page;
import static dev.waypost.persistence.store.SampleRows.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.campaign.CampaignPlan;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitIntake.LoggedHit;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.roster.StoredRow;
import dev.waypost.engine.roster.TestPlan;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.TestDatabase;
import dev.waypost.persistence.hitlog.HitLogReader.Entry;
import dev.waypost.persistence.store.SqlBatches;
import dev.waypost.persistence.store.SqlRows;
import dev.waypost.persistence.view.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

abstract class AuditContract {
  private static final CampaignId NEWS = new CampaignId(SENDER, "news");
  private static final CampaignId BILLS = new CampaignId(SENDER, "bills");
  private static final CampaignId GONE = new CampaignId(SENDER, "gone");
  private static final int EVENTS = 900;

  private final Dialect dialect;

  @TempDir Path folder;
  private TestDatabase database;
  private World world;
  private final List<World.Owed> owed = new ArrayList<>();
  private final List<Entry> log = new ArrayList<>();

  AuditContract(Dialect dialect) {
    this.dialect = dialect;
  }

  @BeforeEach
  void live() {
    database = TestDatabase.open(dialect, folder);
    var first = store("first", NEWS, MailKind.BROADCAST, people(NEWS, 1, 10));
    var overlapping = store("second", NEWS, MailKind.BROADCAST, people(NEWS, 8, 14));
    var bills = store("bills", BILLS, MailKind.TRANSACTIONAL, people(BILLS, 1, 10));
    storeTests(people(NEWS, 1, 10));
    owed.removeIf(it -> it.order().origin().line() == 5); // somebody whom nobody drives
    world = new World(11, owed);
    announce(NEWS, MailKind.BROADCAST, List.of(first, overlapping));
    announce(BILLS, MailKind.TRANSACTIONAL, List.of(bills));
    var gone = store("gone", GONE, MailKind.BROADCAST, people(GONE, 1, 6));
    announce(GONE, MailKind.BROADCAST, List.of(gone));
    world.happen(GONE.persistenceId(), new CampaignEvent.Cancelled(6, World.BEGIN));
    world.live(EVENTS);
    World.write(database.database(), world.journal());
    sql("INSERT INTO content(link_table, links, submission) VALUES (77, '', '')");
    world
        .logged()
        .forEach(it -> log.add(new Entry.Logged(World.LOG, new LoggedHit(it.number(), it.hit()))));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private record Told(BatchId id, int accepted) {}

  private static List<StoredRow> people(CampaignId campaign, int from, int to) {
    var rows = new ArrayList<StoredRow>();
    for (var i = from; i <= to; i++) {
      rows.add(row(campaign, i - from, i - from + 1, "id" + i, "p" + i + "@example.com"));
    }
    rows.add(row(campaign, rows.size(), 99, "id" + from, "p" + from + "@example.com"));
    return rows;
  }

  private Told store(String name, CampaignId campaign, MailKind kind, List<StoredRow> rows) {
    var id = batch(name);
    var batches = new SqlBatches(database.database());
    await(batches.open(id, campaign, Optional.empty(), new Incarnation(1), World.BEGIN));
    return store(id, campaign, kind, rows, batches);
  }

  /** Tests of the same people, which are in no figure but that of hits. */
  private void storeTests(List<StoredRow> rows) {
    var id = new BatchId("test--AAAAAAAAAA");
    var plan = new TestPlan(World.TABLE, WhenInDoubt.RETRY);
    var batches = new SqlBatches(database.database());
    await(batches.openTest(id, NEWS, plan, Optional.empty(), new Incarnation(1), World.BEGIN));
    store(id, NEWS, MailKind.TRANSACTIONAL, rows, batches);
  }

  private Told store(
      BatchId id, CampaignId campaign, MailKind kind, List<StoredRow> rows, SqlBatches batches) {
    await(batches.addPage(page(id, 0), rows));
    await(batches.complete(SENDER, id, "d", 1));
    await(batches.sealPage(page(id, 0)));
    await(batches.store(SENDER, id));
    for (var ref : await(new SqlRows(database.database()).load(page(id, 0))).rows()) {
      var mailing = new MailingId(new Origin(id, 0, ref.line()), campaign.name(), ref.row());
      owed.add(
          new World.Owed(
              new RecipientId(SENDER, ref.recipient()),
              World.order(mailing, kind, ref.claim(), WhenInDoubt.values()[ref.line() % 3])));
    }
    return new Told(id, await(batches.find(SENDER, id)).orElseThrow().accepted());
  }

  private void announce(CampaignId campaign, MailKind kind, List<Told> batches) {
    var id = campaign.persistenceId();
    world.happen(
        id,
        new CampaignEvent.Drafted(
            new CampaignPlan(1, "d", World.TABLE, kind, WhenInDoubt.RETRY, Optional.empty()),
            World.BEGIN));
    for (var told : batches) {
      world.happen(id, new CampaignEvent.BatchStored(told.id(), 1, told.accepted(), World.BEGIN));
    }
  }

  private int sql(String text) {
    return await(database.database().write(session -> Query.of(session, text).update()));
  }

  private AuditReport audit() {
    return await(new Audit(database.database(), log::forEach, Runnable::run).run(0));
  }

  private Equation equation(String name) {
    return audit().equations().stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private long term(String equation, String term) {
    return equation(equation).right().stream()
        .filter(it -> it.name().equals(term))
        .mapToLong(Equation.Term::count)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void run_lifeByTheRules_holds() {
    var report = audit();

    assertThat(report.equations()).allSatisfy(it -> assertThat(it.holds()).as("%s", it).isTrue());
    assertThat(report.toString()).contains("ok").doesNotContain("BROKEN");
    assertThat(equation("mailings").left()).containsExactly(new Equation.Term("accepted", 33));
    assertThat(term("mailings", "waiting")).isGreaterThanOrEqualTo(2);
    assertThat(term("mailings", "cancelled")).isGreaterThanOrEqualTo(6);
    assertThat(term("mailings", "delivered")).isPositive();
    assertThat(term("mailings", "duplicate")).isPositive();
    assertThat(term("hits by fate", "applied")).isEqualTo(log.size()).isPositive();
  }

  @Test
  void run_lifeWithTests_countsTheirHitsAndNothingElse() {
    var tests =
        world.journal().stream()
            .filter(it -> it.event() instanceof RecipientEvent.MailingMoved)
            .filter(it -> ((RecipientEvent.MailingMoved) it.event()).origin().isTest())
            .count();
    var hits =
        world.journal().stream()
            .filter(it -> it.event() instanceof RecipientEvent.TestHitsApplied)
            .mapToLong(it -> ((RecipientEvent.TestHitsApplied) it.event()).hits().size())
            .sum();

    assertThat(tests).isPositive();
    assertThat(hits).isPositive();
    assertThat(audit().holds()).isTrue();
  }

  @Test
  void run_rowLost_isFound() {
    assertThat(sql("DELETE FROM row WHERE batch_no = 1 AND line = 5")).isEqualTo(1);

    assertThat(equation("rows").holds()).isFalse();
    assertThat(equation("mailings").holds()).isFalse();
    assertThat(equation("mailings of default/news").holds()).isFalse();
    assertThat(audit().toString()).contains("BROKEN");
  }

  @Test
  void run_batchMiscounted_isFound() {
    assertThat(sql("UPDATE batch SET duplicates = 0 WHERE no = 2")).isEqualTo(1);

    assertThat(equation("batches").holds()).isFalse();
    assertThat(equation("mailings").holds()).isFalse();
  }

  @Test
  void run_attemptAfterDelivery_isFound() {
    var delivered =
        world.journal().stream()
            .filter(it -> it.event() instanceof RecipientEvent.AttemptStarted)
            .map(it -> (RecipientEvent.AttemptStarted) it.event())
            .filter(this::isDeliveredNow)
            .findFirst()
            .orElseThrow();
    var recipient = owner(delivered.origin());
    world.happen(recipient.persistenceId(), delivered);
    world.happen(
        recipient.persistenceId(),
        new RecipientEvent.Delivered(
            delivered.origin(), delivered.campaign(), 9, World.BEGIN, Reply.NONE));
    var journal = world.journal();
    World.write(database.database(), journal.subList(journal.size() - 2, journal.size()));

    assertThat(equation("addresses").left().getFirst().count()).isPositive();
    assertThat(equation("addresses").holds()).isFalse();
  }

  private boolean isDeliveredNow(RecipientEvent.AttemptStarted started) {
    var events =
        world.journal().stream()
            .filter(it -> it.event() instanceof RecipientEvent.MailingMoved)
            .map(it -> (RecipientEvent.MailingMoved) it.event())
            .filter(it -> it.origin().equals(started.origin()))
            .toList();
    return events.getLast() instanceof RecipientEvent.Delivered;
  }

  private RecipientId owner(Origin origin) {
    return owed.stream()
        .filter(it -> it.order().origin().equals(origin))
        .findFirst()
        .orElseThrow()
        .recipient();
  }

  @Test
  void run_mailedWithoutClaim_isFound() {
    assertThat(sql("UPDATE row SET claim = 1 WHERE batch_no = 1")).isPositive();

    assertThat(equation("ids").holds()).isFalse();
  }

  @Test
  void run_unreadableEvent_isFound() {
    assertThat(sql("UPDATE journal SET type = 9999 WHERE ordering = 30")).isEqualTo(1);

    assertThat(equation("journal").holds()).isFalse();
  }

  @Test
  void run_appliedHitsLostFromTheJournal_isFound() {
    var type = 38; // recipient.hitsApplied/3
    assertThat(
            sql(
                "DELETE FROM journal WHERE ordering = (SELECT min(ordering) FROM journal WHERE"
                    + " type = "
                    + type
                    + ")"))
        .isEqualTo(1);

    assertThat(equation("hits of logs that are kept whole").holds()).isFalse();
  }

  @Test
  void run_hitsNotYetShipped_arePending() {
    var last = world.logged().getLast();
    log.add(new Entry.Logged(World.LOG, new LoggedHit(last.number() + 1, last.hit())));

    assertThat(audit().holds()).isTrue();
    assertThat(term("hits by fate", "pending")).isEqualTo(1);
  }

  @Test
  void run_hitOfUnknownTable_isRefused() {
    var last = world.logged().getLast();
    var token = last.hit().token();
    var foreign =
        new Token(
            token.kind(),
            token.stage(),
            new LinkTableId(5),
            token.link(),
            token.recipient(),
            token.rowHash());
    var hit =
        new Hit(
            last.hit().at(), foreign, last.hit().signs(), last.hit().agent(), last.hit().network());
    log.add(new Entry.Logged(World.LOG, new LoggedHit(last.number() + 1, hit)));

    assertThat(audit().holds()).isTrue();
    assertThat(term("hits by fate", "refused")).isEqualTo(1);
  }
}
