package dev.waypost.engine.roster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.Entities;
import dev.waypost.engine.campaign.CampaignEntity;
import dev.waypost.engine.campaign.CampaignEntity.Terms;
import dev.waypost.engine.campaign.CampaignRequest;
import dev.waypost.engine.campaign.Campaigns;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.recipient.RecipientEntity.Standing;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.recipient.Recipients;
import dev.waypost.engine.roster.PageEntity.Command;
import dev.waypost.engine.roster.PageEntity.Moved;
import dev.waypost.engine.roster.PageEntity.Redo;
import dev.waypost.engine.roster.PageEntity.Stop;
import dev.waypost.engine.roster.PageEntity.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.testkit.typed.FishingOutcome;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageEntityTest {
  private static final CampaignId SPRING = new CampaignId(SenderId.DEFAULT, "spring");
  private static final PageId PAGE = new PageId(SenderId.DEFAULT, Recipients.BATCH, 0);
  private static final PageSettings SETTINGS = PageRunTest.SETTINGS;
  private static final Terms RELEASE =
      new CampaignEntity.Release(1, Campaigns.plan(1, MailKind.BROADCAST), Duration.ZERO);

  private final ActorTestKit kit = ActorTestKit.create("page", Entities.configWithManualTime());
  private final ManualTime time = ManualTime.get(kit.system());
  private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
  private final List<RecipientId> announced = new CopyOnWriteArrayList<>();
  private final Entities.Clock clock = new Entities.Clock(Recipients.NOON);
  private final TestProbe<RecipientEntity.Command> recipients =
      kit.createTestProbe(RecipientEntity.Command.class);
  private final TestProbe<CampaignEntity.Command> campaign =
      kit.createTestProbe(CampaignEntity.Command.class);
  private final TestProbe<Entrance> entrances = kit.createTestProbe(Entrance.class);
  private ActorRef<Command> page = start(3);

  /** The page asks for its terms, and the test says them. */
  private record Entrance(int rows, CompletableFuture<Terms> terms) {}

  private ActorRef<Command> start(int rows) {
    return kit.spawn(
        PageEntity.create(
            PAGE,
            new PageEntity.Surroundings(
                SETTINGS,
                page ->
                    CompletableFuture.completedStage(
                        new PageRows.PageContent(SPRING, PageRunTest.rows(rows), Optional.empty())),
                announced::addAll,
                (id, command) -> recipients.ref().tell(command),
                (id, command) -> campaign.ref().tell(command),
                (id, entrance) -> {
                  var terms = new CompletableFuture<Terms>();
                  entrances.ref().tell(new Entrance(entrance.rows(), terms));
                  return terms;
                },
                clock)));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void wake_ofAFreshPage_announcesItsRecipientsOnce() {
    wake(RELEASE);
    recipients.receiveMessage();

    assertThat(announced).hasSize(3);
    page.tell(new Wake());
    entrances.receiveMessage();
    assertThat(announced).hasSize(3);
  }

  @Test
  void wake_withoutARelease_drivesNobody() {
    wake(new CampaignEntity.Halt());

    recipients.expectNoMessage(Duration.ofMillis(20));
    assertThat(journal.persistedInStorage(PAGE.persistenceId())).isEmpty();
  }

  @Test
  void release_drivesAWindowAndGoesOnWithEachAnswer() {
    wake(RELEASE);
    event(PageEvent.Driven.class);
    var first = drive(2);
    drive(3);
    recipients.expectNoMessage(Duration.ZERO);

    answer(first, MailingState.DELIVERED);
    drive(4);
  }

  @Test
  void allFinal_tellsTheCampaignUntilItKnowsAndCloses() {
    wake(RELEASE);
    event(PageEvent.Driven.class);
    for (var line = 2; line <= 4; line++) {
      answer(recipients.expectMessageClass(RecipientEntity.Drive.class), MailingState.DELIVERED);
    }
    campaign.expectMessageClass(CampaignEntity.Ask.class);
    beat();
    event(PageEvent.Checkpointed.class);
    var again = campaign.expectMessageClass(CampaignEntity.Ask.class);
    assertThat(again.request()).isEqualTo(new CampaignRequest.FinishPage(Recipients.BATCH, 0));
    again.replyTo().tell(new CampaignEntity.Done());

    event(PageEvent.Rested.class);
    event(PageEvent.Closed.class);
  }

  @Test
  void finishedPage_thatIsReleased_tellsInsteadOfEntering() {
    wake(RELEASE);
    event(PageEvent.Driven.class);
    for (var line = 2; line <= 4; line++) {
      answer(recipients.expectMessageClass(RecipientEntity.Drive.class), MailingState.DELIVERED);
    }
    campaign.expectMessageClass(CampaignEntity.Ask.class);
    page.tell(new Wake());

    campaign.expectMessageClass(CampaignEntity.Ask.class).replyTo().tell(new CampaignEntity.Done());
    event(PageEvent.Rested.class);
    event(PageEvent.Closed.class);
    page.tell(new Wake());
    campaign.expectMessageClass(CampaignEntity.Ask.class);
    entrances.expectNoMessage(Duration.ZERO);
  }

  @Test
  void silentRecipient_isAskedAgain() {
    wake(RELEASE);
    drive(2);
    drive(3);
    clock.pass(SETTINGS.askAgainAfter().plusSeconds(1));
    beat();

    drive(2);
    drive(3);
  }

  @Test
  void deferredRows_letThePageRestUntilTheyAreDue() {
    var due = clock.instant().plusSeconds(300);
    wake(RELEASE);
    event(PageEvent.Driven.class);
    for (var line = 2; line <= 4; line++) {
      var drive = recipients.expectMessageClass(RecipientEntity.Drive.class);
      drive.replyTo().tell(standing(drive, MailingState.DEFERRED, Optional.of(due)));
    }

    campaign.expectMessage(new CampaignEntity.Rest(PAGE));
    assertThat(event(PageEvent.Rested.class).wakeAt()).contains(due);
    clock.pass(Duration.ofSeconds(300));
    wake(RELEASE);
    event(PageEvent.Driven.class);
    drive(2);
  }

  @Test
  void stop_withdrawsEveryUnfinishedRowBeforeItIsAcknowledged() {
    wake(RELEASE);
    event(PageEvent.Driven.class);
    answer(drive(2), MailingState.DELIVERED);
    drive(3);
    drive(4);
    page.tell(new Stop(SPRING, 2));

    var third = recipients.expectMessageClass(RecipientEntity.Withdraw.class);
    campaign.expectNoMessage(Duration.ZERO);
    third.replyTo().tell(new Standing(third.origin(), MailingState.ATTEMPTING, Optional.empty()));
    var fourth = recipients.expectMessageClass(RecipientEntity.Withdraw.class);
    beat();
    var repeated = recipients.expectMessageClass(RecipientEntity.Withdraw.class);
    assertThat(repeated.origin()).isEqualTo(fourth.origin());
    repeated.replyTo().tell(new Standing(fourth.origin(), MailingState.WAITING, Optional.empty()));

    campaign.expectMessage(new CampaignEntity.Stopped(PAGE, 2));
    assertThat(event(PageEvent.Rested.class).wakeAt()).as("an alarm stands").isPresent();
  }

  @Test
  void stop_whileIdle_isAcknowledgedWithAnAlarmAndWithoutReadingRows() {
    page.tell(new Stop(SPRING, 2));
    campaign.expectMessage(new CampaignEntity.Stopped(PAGE, 2));
    assertThat(event(PageEvent.Rested.class).wakeAt()).isPresent();

    page.tell(new Stop(SPRING, 2));
    campaign.expectMessage(new CampaignEntity.Stopped(PAGE, 2));
    journal.expectNothingPersisted(PAGE.persistenceId(), Duration.ofMillis(20));
  }

  @Test
  void stop_fromBeforeTheRelease_isIgnored() {
    wake(new CampaignEntity.Release(3, Campaigns.plan(1, MailKind.BROADCAST), Duration.ZERO));
    var asked = drive(2);
    drive(3);
    page.tell(new Stop(SPRING, 2));
    answer(asked, MailingState.DELIVERED);

    drive(4);
  }

  @Test
  void release_fromBeforeTheStop_isIgnored() {
    page.tell(new Stop(SPRING, 5));
    campaign.expectMessage(new CampaignEntity.Stopped(PAGE, 5));
    wake(RELEASE);

    recipients.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void restart_whileDriving_withdrawsOnStop() {
    wake(RELEASE);
    event(PageEvent.Driven.class);
    restart();
    page.tell(new Stop(SPRING, 2));

    for (var line = 2; line <= 4; line++) {
      var withdraw = recipients.fishForMessage(Duration.ofSeconds(3), PageEntityTest::isWithdraw);
      var last = (RecipientEntity.Withdraw) withdraw.getLast();
      last.replyTo().tell(new Standing(last.origin(), MailingState.WAITING, Optional.empty()));
    }
    campaign.expectMessage(new CampaignEntity.Stopped(PAGE, 2));
  }

  private static FishingOutcome isWithdraw(RecipientEntity.Command command) {
    return command instanceof RecipientEntity.Withdraw
        ? FishingOutcomes.complete()
        : FishingOutcomes.continueAndIgnore();
  }

  @Test
  void cancelRest_callsOffDeferredRowsAtOnce() {
    var due = clock.instant().plusSeconds(7200);
    wake(RELEASE);
    event(PageEvent.Driven.class);
    for (var line = 2; line <= 4; line++) {
      var drive = recipients.expectMessageClass(RecipientEntity.Drive.class);
      drive.replyTo().tell(standing(drive, MailingState.DEFERRED, Optional.of(due)));
    }
    event(PageEvent.Rested.class);
    wake(new CampaignEntity.CancelRest());

    var first = recipients.expectMessageClass(RecipientEntity.CallOff.class);
    recipients.expectMessageClass(RecipientEntity.CallOff.class);
    // an attempt in flight that then fails
    first
        .replyTo()
        .tell(new Standing(first.mailing().origin(), MailingState.DEFERRED, Optional.of(due)));
    assertThat(recipients.expectMessageClass(RecipientEntity.CallOff.class).mailing())
        .isEqualTo(first.mailing());
    page.tell(new Stop(SPRING, 2));
    campaign.fishForMessage(
        Duration.ofSeconds(3),
        command ->
            command.equals(new CampaignEntity.Stopped(PAGE, 2))
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    first
        .replyTo()
        .tell(new Standing(first.mailing().origin(), MailingState.CANCELLED, Optional.empty()));
    recipients.expectMessageClass(RecipientEntity.CallOff.class);
  }

  @Test
  void redo_isKnownToThePageAndItsCampaignBeforeTheRecipientIsAsked() {
    closed();
    var replies = kit.createTestProbe(RecipientEntity.Answer.class);
    redo(3, replies);

    assertThat(event(PageEvent.Reopened.class).position()).isEqualTo(1);
    var entrance = entrances.receiveMessage();
    recipients.expectNoMessage(Duration.ZERO);
    entrance.terms().complete(RELEASE);
    var asked = recipients.expectMessageClass(RecipientEntity.Ask.class);
    assertThat(asked.request())
        .isEqualTo(new RecipientRequest.Retry(Recipients.mailing("spring", 3)));
    event(PageEvent.Driven.class);
    asked.replyTo().tell(new RecipientEntity.Done());
    replies.expectMessage(new RecipientEntity.Done());
    drive(3);
  }

  @Test
  void redo_thatTheCampaignDoesNotHear_isNotAsked() {
    closed();
    redo(3, kit.createTestProbe(RecipientEntity.Answer.class));
    entrances.receiveMessage().terms().completeExceptionally(new TimeoutException("silence"));
    recipients.expectNoMessage(Duration.ofMillis(20));

    wake(RELEASE);
    event(PageEvent.Reopened.class);
    event(PageEvent.Driven.class);
    drive(3);
  }

  @Test
  void word_fromBeforeARedo_doesNotFinishTheRow() {
    wake(RELEASE);
    event(PageEvent.Driven.class);
    answer(drive(2), MailingState.DELIVERED);
    var third = drive(3);
    answer(drive(4), MailingState.DELIVERED);
    redo(3, kit.createTestProbe(RecipientEntity.Answer.class));
    terms(RELEASE);
    var asked = askedAgain();

    answer(third, MailingState.BOUNCED); // said before it was asked for another try
    campaign.expectNoMessage(Duration.ofMillis(20));
    asked.replyTo().tell(new RecipientEntity.Done());
    answer(drive(3), MailingState.DELIVERED);
    campaign.expectMessageClass(CampaignEntity.Ask.class);
  }

  /** The row may be driven before and after: that does no harm. */
  private RecipientEntity.Ask askedAgain() {
    return (RecipientEntity.Ask)
        recipients
            .fishForMessage(
                Duration.ofSeconds(3),
                command ->
                    command instanceof RecipientEntity.Ask
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore())
            .getLast();
  }

  @Test
  void redo_whileStopping_isNotTakenOn() {
    wake(RELEASE);
    event(PageEvent.Driven.class);
    answer(drive(2), MailingState.BOUNCED);
    drive(3);
    drive(4);
    page.tell(new Stop(SPRING, 2));
    redo(3, kit.createTestProbe(RecipientEntity.Answer.class));

    for (var line = 3; line <= 4; line++) {
      var withdraw = recipients.expectMessageClass(RecipientEntity.Withdraw.class);
      withdraw
          .replyTo()
          .tell(new Standing(withdraw.origin(), MailingState.WAITING, Optional.empty()));
    }
    campaign.expectMessage(new CampaignEntity.Stopped(PAGE, 2));
    event(PageEvent.Rested.class);
  }

  private void redo(int line, TestProbe<RecipientEntity.Answer> replies) {
    var retry = new RecipientRequest.Retry(Recipients.mailing("spring", line));
    page.tell(new Redo(line, retry, replies.ref()));
  }

  @Test
  void moved_whileResting_asksAgain() {
    wake(RELEASE);
    event(PageEvent.Driven.class);
    for (var line = 2; line <= 4; line++) {
      answer(recipients.expectMessageClass(RecipientEntity.Drive.class), MailingState.IN_DOUBT);
    }
    assertThat(event(PageEvent.Rested.class).wakeAt())
        .contains(clock.instant().plus(SETTINGS.heldEvery()));
    page.tell(new Moved(3));

    assertThat(event(PageEvent.Rested.class).wakeAt()).contains(clock.instant());
    terms(RELEASE);
    event(PageEvent.Driven.class);
    drive(2);
  }

  @Test
  void moved_ofARowThatHasNotAnswered_asksAgainAtOnce() {
    wake(RELEASE);
    event(PageEvent.Driven.class);
    drive(2);
    drive(3);
    page.tell(new Moved(3)); // its recipient slept in between, and forgot who had asked

    answer(drive(3), MailingState.DELIVERED);
    drive(4);
  }

  @Test
  void failedWrite_isForgottenAndTheNextWakeStartsAnew() {
    journal.failNextPersisted(PAGE.persistenceId());
    wake(RELEASE);
    recipients.expectNoMessage(Duration.ofMillis(20));
    time.timePasses(Duration.ofSeconds(1)); // the backoff

    page.tell(new Stop(SPRING, 2));
    campaign.expectMessage(new CampaignEntity.Stopped(PAGE, 2));
    event(PageEvent.Rested.class);
    wake(new CampaignEntity.Release(3, Campaigns.plan(1, MailKind.BROADCAST), Duration.ZERO));
    event(PageEvent.Driven.class);
    drive(2);
  }

  private void closed() {
    wake(RELEASE);
    event(PageEvent.Driven.class);
    for (var line = 2; line <= 4; line++) {
      answer(recipients.expectMessageClass(RecipientEntity.Drive.class), MailingState.BOUNCED);
    }
    campaign.expectMessageClass(CampaignEntity.Ask.class).replyTo().tell(new CampaignEntity.Done());
    event(PageEvent.Rested.class);
    event(PageEvent.Closed.class);
  }

  private void restart() {
    kit.stop(page);
    page = start(3);
  }

  private void wake(Terms terms) {
    page.tell(new Wake());
    terms(terms);
  }

  private void terms(Terms terms) {
    var entrance = entrances.receiveMessage();
    assertThat(entrance.rows()).isEqualTo(3);
    entrance.terms().complete(terms);
  }

  private void beat() {
    clock.pass(SETTINGS.checkpointEvery());
    time.timePasses(SETTINGS.checkpointEvery());
  }

  private <E extends PageEvent> E event(Class<E> type) {
    return journal.expectNextPersistedClass(PAGE.persistenceId(), type);
  }

  private RecipientEntity.Drive drive(int line) {
    var drive = recipients.expectMessageClass(RecipientEntity.Drive.class);
    assertThat(drive.order().origin()).isEqualTo(origin(line));
    return drive;
  }

  private static void answer(RecipientEntity.Drive drive, MailingState state) {
    drive.replyTo().tell(standing(drive, state, Optional.empty()));
  }

  private static Standing standing(
      RecipientEntity.Drive drive, MailingState state, Optional<Instant> due) {
    return new Standing(drive.order().origin(), state, due);
  }

  private static Origin origin(int line) {
    return new Origin(Recipients.BATCH, 0, line);
  }
}
