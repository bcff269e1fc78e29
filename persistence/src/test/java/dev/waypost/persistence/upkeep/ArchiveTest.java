package dev.waypost.persistence.upkeep;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.Stages.failure;
import static dev.waypost.persistence.store.SampleRows.AUTUMN;
import static dev.waypost.persistence.store.SampleRows.SENDER;
import static dev.waypost.persistence.store.SampleRows.SPRING;
import static dev.waypost.persistence.store.SampleRows.batch;
import static dev.waypost.persistence.store.SampleRows.page;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.campaign.CampaignPlan;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.WritableDatabase;
import dev.waypost.persistence.audit.Audit;
import dev.waypost.persistence.audit.AuditReport;
import dev.waypost.persistence.audit.LoggedHits;
import dev.waypost.persistence.store.SqlRows;
import dev.waypost.persistence.view.Projection;
import dev.waypost.persistence.view.SqlReports;
import dev.waypost.persistence.view.ViewSettings;
import dev.waypost.persistence.view.World;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Dialect.class)
class ArchiveTest {
  private static final BatchId SPRING_ROWS = batch("spring");
  private static final BatchId AUTUMN_ROWS = batch("autumn");
  private static final int DRIVEN = 12;
  private static final ViewSettings VIEW =
      ViewSettings.from(ConfigFactory.load().getConfig("waypost.view"));

  @Parameter Dialect dialect;
  @TempDir Path folder;
  private People people;
  private final List<String> lines = new ArrayList<>();

  /** Everybody is in both campaigns; spring is over after a few of them. */
  @BeforeEach
  void open() {
    people = new People(dialect, folder);
    var fault = new RowFault(9_000, "json", Optional.of("x"), "no object");
    people.store(SPRING_ROWS, SPRING, People.many(SPRING), fault);
    people.store(AUTUMN_ROWS, AUTUMN, People.many(AUTUMN));
    var world = new World(5, List.of());
    draft(world, SPRING, SPRING_ROWS);
    draft(world, AUTUMN, AUTUMN_ROWS);
    world.happen(
        SPRING.persistenceId(), new CampaignEvent.PageOpened(SPRING_ROWS, 0, 500, World.BEGIN));
    drive(world);
    world.happen(
        SPRING.persistenceId(), new CampaignEvent.Cancelled(People.MANY - DRIVEN, World.BEGIN));
    World.write(people.node(), world.journal());
    catchUp();
  }

  @AfterEach
  void close() {
    people.close();
  }

  private static void draft(World world, CampaignId campaign, BatchId batch) {
    var plan =
        new CampaignPlan(
            1, "d", World.TABLE, MailKind.BROADCAST, WhenInDoubt.RETRY, Optional.empty());
    world.happen(campaign.persistenceId(), new CampaignEvent.Drafted(plan, World.BEGIN));
    world.happen(
        campaign.persistenceId(),
        new CampaignEvent.BatchStored(batch, 3, People.MANY, World.BEGIN));
  }

  /** Failed or suppressed, so that nothing waits. */
  private void drive(World world) {
    var refs = await(new SqlRows(people.node()).load(page(SPRING_ROWS, 0))).rows();
    for (var ref : refs.subList(0, DRIVEN)) {
      var recipient = new RecipientId(SENDER, ref.recipient());
      var mailing = new MailingId(new Origin(SPRING_ROWS, 0, ref.line()), SPRING.name(), ref.row());
      var order =
          World.order(mailing, MailKind.BROADCAST, MailingOrder.Claim.OWNED, WhenInDoubt.RETRY);
      if (ref.line() == 3) {
        var manual = new Suppression(Suppression.Reason.MANUAL, World.BEGIN, Optional.empty());
        world.ask(recipient, new RecipientRequest.Suppress(manual));
        world.ask(recipient, new RecipientRequest.Drive(order));
      } else {
        world.ask(recipient, new RecipientRequest.Begin(order, 1, new Incarnation(1), World.BEGIN));
        world.ask(
            recipient, new RecipientRequest.Conclude(order.origin(), 1, World.bounced("not here")));
      }
    }
  }

  private void happen(Object event, long seqNr) {
    World.write(
        people.node(),
        List.of(new World.Journalled(SPRING.persistenceId(), seqNr, event, World.BEGIN)));
  }

  private void catchUp() {
    try (var projection = projection()) {
      await(projection.catchUp());
    }
  }

  private Projection projection() {
    return new Projection(people.node(), VIEW, InstantSource.fixed(World.BEGIN));
  }

  private AuditReport audit() {
    return await(new Audit(people.node(), LoggedHits.NONE, Runnable::run).run(0));
  }

  private Archive archive(WritableDatabase database) {
    return new Archive(database, VIEW);
  }

  private Object counts(CampaignId campaign) {
    return await(new SqlReports(people.node(), () -> Instant.EPOCH).campaign(campaign));
  }

  private void archived() {
    happen(new CampaignEvent.Archived(World.BEGIN), 5);
    catchUp();
  }

  @Test
  void standing_beforeTheCampaignIsArchivedOrSeen_saysSo() {
    var archive = archive(people.beside());

    var open = await(archive.standing(SPRING)).orElseThrow();
    happen(new CampaignEvent.Archived(World.BEGIN), 5);
    var unseen = await(archive.standing(SPRING)).orElseThrow();
    catchUp();
    var seen = await(archive.standing(SPRING)).orElseThrow();

    assertThat(open.endedAt()).isEmpty();
    assertThat(open.accepted()).isEqualTo(People.MANY);
    assertThat(unseen.endedAt()).contains(World.BEGIN);
    assertThat(unseen.isSeen()).isFalse();
    assertThat(seen.isSeen()).isTrue();
    assertThat(seen.isBegun()).isFalse();
    assertThat(await(archive.standing(World.campaign("unknown")))).isEmpty();
    assertThat(await(archive.withRows())).containsExactly(AUTUMN, SPRING);
  }

  @Test
  void archive_killedAfterAnyTransaction_goesOnAndLeavesFiguresAuditAndOthers() {
    archived();
    var before = counts(SPRING);
    assertThat(audit().holds()).as("%s", audit()).isTrue();
    var standing = await(archive(people.beside()).standing(SPRING)).orElseThrow();

    assertThat(await(archive(people.beside()).write(standing, lines::add))).isEqualTo(People.MANY);
    for (var writes = 0; writes < 6; writes++) {
      var dying = archive(new Dying(people.beside(), writes));
      assertThat(failure(dying.delete(SPRING, World.BEGIN))).hasMessage("killed");
      assertThat(audit().holds()).as("%s after %s", audit(), writes).isTrue();
      assertThat(await(archive(people.beside()).withRows())).containsExactly(AUTUMN, SPRING);
    }
    await(archive(people.beside()).delete(SPRING, World.BEGIN));

    assertThat(await(archive(people.beside()).withRows())).containsExactly(AUTUMN);
    assertThat(lines).hasSize(People.MANY + 2);
    assertThat(lines.get(1)).contains("\"state\":\"bounced\"", "Person0@", "Name of c-0", "Pécs");
    assertThat(lines.get(3)).contains("\"state\":\"suppressed\"");
    assertThat(lines.getLast()).contains("\"recipients\":1300");
    assertThat(people.count("SELECT count(*) FROM row")).isEqualTo(People.MANY);
    assertThat(people.count("SELECT count(*) FROM row_key")).isEqualTo(People.MANY);
    assertThat(people.count("SELECT count(*) FROM batch_fault")).isZero();
    assertThat(people.count("SELECT count(*) FROM mailing")).isZero();
    assertThat(people.name(AUTUMN_ROWS, 1)).contains("Name of c-0");
    assertThat(counts(SPRING)).isEqualTo(before);
    assertThat(audit().holds()).as("%s", audit()).isTrue();
    assertThat(await(new SqlRows(people.node()).isArchived(SPRING))).isTrue();
    assertThat(await(new SqlRows(people.node()).isArchived(AUTUMN))).isFalse();
    var after = await(archive(people.beside()).standing(SPRING)).orElseThrow();
    assertThat(after.isBegun()).isTrue();
    assertThat(await(archive(people.beside()).delete(SPRING, World.BEGIN))).isZero();
  }

  @Test
  void rebuild_afterAnArchive_givesTheSameFiguresAndNoRows() {
    archived();
    var before = counts(SPRING);
    await(archive(people.beside()).delete(SPRING, World.BEGIN));

    await(Projection.rebuild(people.beside(), VIEW, InstantSource.fixed(World.BEGIN)));

    assertThat(counts(SPRING)).isEqualTo(before);
    assertThat(people.count("SELECT count(*) FROM mailing")).isZero();
    assertThat(people.count("SELECT count(*) FROM mailing_2")).isZero();
    assertThat(people.count("SELECT count(*) FROM page_state_2")).isEqualTo(3);
  }

  @Test
  void persons_whoAreInNoOtherRow_goUnlessTheirAddressIsSuppressed() {
    archived();
    await(archive(people.beside()).delete(SPRING, World.BEGIN));
    assertThat(people.count("SELECT count(*) FROM person")).isEqualTo(People.MANY);
    World.write(
        people.node(),
        List.of(
            new World.Journalled(
                AUTUMN.persistenceId(),
                3,
                new CampaignEvent.Cancelled(People.MANY, World.BEGIN),
                World.BEGIN),
            new World.Journalled(
                AUTUMN.persistenceId(), 4, new CampaignEvent.Archived(World.BEGIN), World.BEGIN)));
    catchUp();

    await(archive(people.beside()).delete(AUTUMN, World.BEGIN));

    assertThat(people.count("SELECT count(*) FROM row")).isZero();
    assertThat(people.count("SELECT count(*) FROM person")).isEqualTo(1);
    assertThat(audit().holds()).as("%s", audit()).isTrue();
  }
}
