package dev.waypost.engine.recipient;

import static dev.waypost.engine.recipient.Recipients.ANN;
import static dev.waypost.engine.recipient.Recipients.NOON;
import static dev.waypost.engine.recipient.Recipients.ONE;
import static dev.waypost.engine.recipient.Recipients.deferred;
import static dev.waypost.engine.recipient.Recipients.delivered;
import static dev.waypost.engine.recipient.Recipients.inDoubt;
import static dev.waypost.engine.recipient.Recipients.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.Entities;
import dev.waypost.engine.delivery.AttemptWish;
import dev.waypost.engine.delivery.Attempts;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.id.AttemptId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.recipient.Recipient.Expiry;
import dev.waypost.engine.recipient.RecipientEntity.Answer;
import dev.waypost.engine.recipient.RecipientEntity.Ask;
import dev.waypost.engine.recipient.RecipientEntity.CallOff;
import dev.waypost.engine.recipient.RecipientEntity.CannotMake;
import dev.waypost.engine.recipient.RecipientEntity.Clearance;
import dev.waypost.engine.recipient.RecipientEntity.Command;
import dev.waypost.engine.recipient.RecipientEntity.Done;
import dev.waypost.engine.recipient.RecipientEntity.Drive;
import dev.waypost.engine.recipient.RecipientEntity.MayBegin;
import dev.waypost.engine.recipient.RecipientEntity.Ruling;
import dev.waypost.engine.recipient.RecipientEntity.Standing;
import dev.waypost.engine.recipient.RecipientEntity.Surroundings;
import dev.waypost.engine.recipient.RecipientEntity.Withdraw;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

class RecipientEntityTest {
  private static final MailingOrder FIRST = order("spring", 1);

  private final ActorTestKit kit = ActorTestKit.create("recipient", Entities.config());
  private final Entities.Clock clock = new Entities.Clock(NOON);
  private final List<String> courier = new CopyOnWriteArrayList<>();
  private final List<Object> moved = new CopyOnWriteArrayList<>();
  private final TestProbe<Standing> page = kit.createTestProbe(Standing.class);
  private final EventSourcedBehaviorTestKit<Command, RecipientEvent, Recipient> ann =
      EventSourcedBehaviorTestKit.create(
          kit.system(),
          RecipientEntity.create(
              ANN,
              new Surroundings(
                  new RecipientSettings(Recipients.RETRY, Duration.ofDays(90), 32),
                  new Signals(),
                  (sender, origin) -> moved.add(origin),
                  clock,
                  () -> Expiry.ACTIVE,
                  new Random(1))),
          Entities.SERIALIZATION);

  private final class Signals implements Attempts {
    @Override
    public void want(AttemptWish wish) {
      courier.add("want " + wish.attempt().number());
    }

    @Override
    public void withdraw(AttemptId attempt) {
      courier.add("withdraw " + attempt.number());
    }

    @Override
    public void inquire(AttemptId attempt, Incarnation incarnation) {
      courier.add("inquire " + attempt.number() + " of " + incarnation);
    }
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void drive_toTheEnd_wishesBeginsAndAnswers() {
    drive();
    assertThat(courier).containsExactly("want 1");
    page.expectNoMessage(Duration.ZERO);

    assertThat(mayBegin(1)).isEqualTo(Ruling.BEGIN);
    assertThat(mayBegin(1)).as("asked again").isEqualTo(Ruling.BEGIN);
    assertThat(conclude(1, delivered()).events()).hasSize(1);

    assertThat(page.receiveMessage())
        .isEqualTo(new Standing(FIRST.origin(), MailingState.DELIVERED, Optional.empty()));
    assertThat(moved).isEmpty();
  }

  @Test
  void history_ofSeveralEvents_isTakenForThemInTheirOrder() {
    var at = List.of(NOON, NOON.plusSeconds(1), NOON.plusSeconds(2));
    var events = at.stream().<RecipientEvent>map(RecipientEvent.SuppressionsRemoved::new).toList();
    var histories = new RecipientEntity.Histories();

    assertThat(CollectionConverters.asJava(read(histories, new RecipientHistory(events))))
        .isEqualTo(events);
    assertThat(CollectionConverters.asJava(read(histories, events.getFirst())))
        .containsExactly(events.getFirst());
    assertThat(histories.toJournal(events.getFirst())).isSameAs(events.getFirst());
  }

  private static Seq<RecipientEvent> read(RecipientEntity.Histories histories, Object read) {
    return histories.fromJournal(read, "").events();
  }

  @Test
  void conclude_repeated_isAnsweredAndNotJournalledAgain() {
    drive();
    mayBegin(1);
    conclude(1, delivered());

    assertThat(conclude(1, inDoubt()).events()).isEmpty();
  }

  @Test
  void drive_ofDeferredBeforeItsTime_isAnsweredWithTheTime() {
    drive();
    mayBegin(1);
    conclude(1, deferred());
    var due = page.receiveMessage().due();
    drive();

    assertThat(page.receiveMessage().due()).isEqualTo(due).isPresent();
    assertThat(courier).containsExactly("want 1");
  }

  @Test
  void drive_duringTheAttempt_asksTheCourierAgain() {
    drive();
    mayBegin(1);
    drive();

    assertThat(courier).containsExactly("want 1", "inquire 1 of 1");
  }

  @Test
  void restart_duringTheAttempt_inquires() {
    drive();
    mayBegin(1);
    ann.restart();

    assertThat(courier).containsExactly("want 1", "inquire 1 of 1");
    assertThat(conclude(1, inDoubt()).state().stateOf(FIRST.origin()))
        .isEqualTo(MailingState.IN_DOUBT);
  }

  @Test
  void withdraw_beforeTheAttempt_forbidsIt() {
    drive();
    assertThat(withdraw().state()).isEqualTo(MailingState.WAITING);

    assertThat(courier).containsExactly("want 1", "withdraw 1");
    assertThat(mayBegin(1)).isEqualTo(Ruling.FORBIDDEN);
  }

  @Test
  void withdraw_duringTheAttempt_letsItEndAndTellsThePage() {
    drive();
    mayBegin(1);
    assertThat(withdraw().state()).isEqualTo(MailingState.ATTEMPTING);
    conclude(1, delivered());

    page.expectNoMessage(Duration.ZERO);
    assertThat(moved).containsExactly(FIRST.origin());
  }

  @Test
  void callOff_ofWaiting_cancelsAndWithdraws() {
    drive();
    ann.runCommand(new CallOff(FIRST.mailing(), page.ref()));

    assertThat(page.receiveMessage().state()).isEqualTo(MailingState.CANCELLED);
    assertThat(courier).containsExactly("want 1", "withdraw 1");
  }

  @Test
  void callOff_duringTheAttempt_isAnsweredWhenItHasEnded() {
    drive();
    mayBegin(1);
    ann.runCommand(new CallOff(FIRST.mailing(), page.ref()));
    page.expectNoMessage(Duration.ZERO);
    conclude(1, deferred());

    assertThat(page.receiveMessage().state()).isEqualTo(MailingState.DEFERRED);
  }

  @Test
  void mayBegin_ofAnotherAttempt_isForbidden() {
    drive();

    assertThat(mayBegin(2)).isEqualTo(Ruling.FORBIDDEN);
    assertThat(mayBegin(1)).isEqualTo(Ruling.BEGIN);
  }

  @Test
  void mayBegin_afterThePassivationOfTheWish_begins() {
    drive();
    ann.restart();

    assertThat(mayBegin(1)).isEqualTo(Ruling.BEGIN);
  }

  @Test
  void withdraw_afterThePassivationOfTheWish_takesItBack() {
    drive();
    ann.restart();
    withdraw();

    assertThat(courier).containsExactly("want 1", "withdraw 1");
    assertThat(mayBegin(1)).isEqualTo(Ruling.FORBIDDEN);
    drive();
    assertThat(mayBegin(1)).isEqualTo(Ruling.BEGIN);
  }

  @Test
  void cannotMake_ofAnotherAttempt_leavesTheWish() {
    drive();
    cannotMake(7);

    assertThat(mayBegin(1)).isEqualTo(Ruling.BEGIN);
  }

  @Test
  void cannotMake_failsTheMailing() {
    drive();
    cannotMake(1);

    assertThat(page.receiveMessage().state()).isEqualTo(MailingState.FAILED);
  }

  private void drive() {
    ann.runCommand(new Drive(FIRST, page.ref()));
  }

  private Standing withdraw() {
    return ann.<Standing>runCommand(replyTo -> new Withdraw(FIRST.origin(), replyTo)).reply();
  }

  private Ruling mayBegin(int number) {
    return ann.<Clearance>runCommand(
            replyTo -> new MayBegin(FIRST, number, ONE, clock.instant(), replyTo))
        .reply()
        .ruling();
  }

  private void cannotMake(int number) {
    assertThat(
            ann.<Answer>runCommand(replyTo -> new CannotMake(FIRST, number, "bad", replyTo))
                .reply())
        .isEqualTo(new Done());
  }

  private EventSourcedBehaviorTestKit.CommandResultWithReply<
          Command, RecipientEvent, Recipient, Answer>
      conclude(int number, Outcome outcome) {
    return ann.runCommand(
        replyTo ->
            new Ask(new RecipientRequest.Conclude(FIRST.origin(), number, outcome), replyTo));
  }
}
