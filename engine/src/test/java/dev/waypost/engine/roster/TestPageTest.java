package dev.waypost.engine.roster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.Entities;
import dev.waypost.engine.campaign.CampaignEntity;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.recipient.Recipients;
import dev.waypost.engine.roster.PageEntity.Command;
import dev.waypost.engine.roster.PageEntity.Undertake;
import dev.waypost.engine.roster.PageEntity.Undertaken;
import dev.waypost.engine.roster.PageEntity.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A page of test mailings: nobody releases it, and nobody waits for its end. */
class TestPageTest {
  private static final CampaignId SPRING = new CampaignId(SenderId.DEFAULT, "spring");
  private static final PageId PAGE =
      new PageId(SenderId.DEFAULT, new BatchId("test--AAAAAAAAAA"), 0);
  private static final TestPlan PLAN = new TestPlan(Recipients.TABLE, WhenInDoubt.HOLD);

  private final ActorTestKit kit = ActorTestKit.create("tests", Entities.configWithManualTime());
  private final ManualTime time = ManualTime.get(kit.system());
  private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
  private final Entities.Clock clock = new Entities.Clock(Recipients.NOON);
  private final TestProbe<RecipientEntity.Command> recipients =
      kit.createTestProbe(RecipientEntity.Command.class);
  private final TestProbe<CampaignEntity.Command> campaign =
      kit.createTestProbe(CampaignEntity.Command.class);
  private final TestProbe<Undertaken> asker = kit.createTestProbe(Undertaken.class);
  private ActorRef<Command> page = start();

  private ActorRef<Command> start() {
    return kit.spawn(
        PageEntity.create(
            PAGE,
            new PageEntity.Surroundings(
                PageRunTest.SETTINGS,
                id ->
                    CompletableFuture.completedStage(
                        new PageRows.PageContent(SPRING, PageRunTest.rows(2), Optional.of(PLAN))),
                recipients -> {},
                (id, command) -> recipients.ref().tell(command),
                (id, command) -> campaign.ref().tell(command),
                (id, entrance) -> {
                  throw new AssertionError("a page of tests asks for no terms");
                },
                clock)));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private void undertake() {
    page.tell(new Undertake(asker.ref()));
    asker.receiveMessage();
  }

  private <E extends PageEvent> E event(Class<E> type) {
    return journal.expectNextPersistedClass(PAGE.persistenceId(), type);
  }

  private RecipientEntity.Drive drive() {
    return recipients.expectMessageClass(RecipientEntity.Drive.class);
  }

  private static void answer(
      RecipientEntity.Drive drive, MailingState state, Optional<Instant> due) {
    drive.replyTo().tell(new RecipientEntity.Standing(drive.order().origin(), state, due));
  }

  @Test
  void undertake_once_promisesWithAnAlarmAndDrives() {
    undertake();

    assertThat(event(PageEvent.Driven.class).wakeAt()).isAfter(Recipients.NOON);
    var order = drive().order();
    assertThat(order.origin().isTest()).isTrue();
    assertThat(order.content()).isEqualTo(Recipients.TABLE);
    assertThat(order.kind()).as("who suppresses").isEqualTo(MailKind.TRANSACTIONAL);
    assertThat(order.whenInDoubt()).isEqualTo(WhenInDoubt.ASSUME_DELIVERED);
    assertThat(order.expireMailAt()).isEmpty();
  }

  @Test
  void undertake_again_promisesNothingNew() {
    undertake();
    event(PageEvent.Driven.class);

    undertake();

    journal.expectNothingPersisted(PAGE.persistenceId(), Duration.ofMillis(20));
  }

  @Test
  void allFinal_closesWithoutACampaign() {
    undertake();
    event(PageEvent.Driven.class);

    answer(drive(), MailingState.DELIVERED, Optional.empty());
    answer(drive(), MailingState.BOUNCED, Optional.empty());

    event(PageEvent.Rested.class);
    event(PageEvent.Closed.class);
    page.tell(new Wake());
    campaign.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void deferred_restsUntilItIsDueAndGoesOn() {
    var due = clock.instant().plusSeconds(300);
    undertake();
    event(PageEvent.Driven.class);

    answer(drive(), MailingState.DEFERRED, Optional.of(due));
    answer(drive(), MailingState.DELIVERED, Optional.empty());

    assertThat(event(PageEvent.Rested.class).wakeAt()).contains(due);
    campaign.expectNoMessage(Duration.ZERO);
    clock.pass(Duration.ofSeconds(300));
    page.tell(new Wake());
    answer(drive(), MailingState.DELIVERED, Optional.empty());
    event(PageEvent.Driven.class);
    event(PageEvent.Rested.class);
    event(PageEvent.Closed.class);
  }

  @Test
  void restart_inTheMiddle_asksTheUnfinishedAgainWhenTheAlarmRings() {
    undertake();
    event(PageEvent.Driven.class);
    answer(drive(), MailingState.DELIVERED, Optional.empty());
    drive();
    clock.pass(PageRunTest.SETTINGS.checkpointEvery());
    time.timePasses(PageRunTest.SETTINGS.checkpointEvery());
    event(PageEvent.Checkpointed.class);
    kit.stop(page);

    page = start();
    page.tell(new Wake());

    var again = drive();
    answer(again, MailingState.DELIVERED, Optional.empty());
    event(PageEvent.Rested.class);
    event(PageEvent.Closed.class);
    recipients.expectNoMessage(Duration.ZERO);
  }
}
