package dev.waypost.engine.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.Entities;
import dev.waypost.engine.delivery.AttemptWish;
import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.ScriptedTransport;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.AttemptId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.recipient.RecipientEntity.Answer;
import dev.waypost.engine.recipient.RecipientEntity.Ask;
import dev.waypost.engine.recipient.RecipientEntity.CannotMake;
import dev.waypost.engine.recipient.RecipientEntity.Clearance;
import dev.waypost.engine.recipient.RecipientEntity.Done;
import dev.waypost.engine.recipient.RecipientEntity.MayBegin;
import dev.waypost.engine.recipient.RecipientEntity.Ruling;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.recipient.Recipients;
import dev.waypost.engine.send.Courier.Command;
import dev.waypost.engine.send.Courier.Drain;
import dev.waypost.engine.send.Courier.Drained;
import dev.waypost.engine.send.Courier.Inquire;
import dev.waypost.engine.send.Courier.Want;
import dev.waypost.engine.send.Courier.Withdraw;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CourierTest {
  private static final Incarnation TWO = new Incarnation(2);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final RecipientId ANN = new RecipientId(SenderId.DEFAULT, Mails.RECIPIENT);

  private final ActorTestKit kit = ActorTestKit.create("courier", Entities.configWithManualTime());
  private final ManualTime time = ManualTime.get(kit.system());
  private final ScriptedTransport transport = new ScriptedTransport();
  private final CourierGauges gauges = new CourierGauges();
  private final TestProbe<Question> questions = kit.createTestProbe(Question.class);
  private volatile CompletionStage<Optional<MailRow>> row =
      CompletableFuture.completedStage(Optional.of(Mails.row(Map.of())));
  private final ActorRef<Command> courier =
      kit.spawn(
          Courier.create(
              new Courier.Surroundings(
                  new CourierSettings(
                      2, Optional.empty(), 3, PAUSE, PAUSE.multipliedBy(4), PAUSE, PAUSE),
                  TWO,
                  incarnation -> incarnation.value() == 3,
                  transport,
                  (sender, origin) -> row,
                  table -> CompletableFuture.completedStage(Mails.compiled(Mails.text("Hello"))),
                  Mails.URLS,
                  new Door(),
                  Runnable::run,
                  () -> 0L,
                  gauges)));

  /** What the courier asks a recipient; the test answers, or lets it fail. */
  private record Question(RecipientEntity.Command asked, CompletableFuture<Object> answer) {}

  private final class Door implements RecipientDoor {
    @Override
    @SuppressWarnings("unchecked") // what is asked says what is answered
    public <R> CompletionStage<R> ask(
        RecipientId recipient, Function<ActorRef<R>, RecipientEntity.Command> question) {
      var answer = new CompletableFuture<Object>();
      ActorRef<R> nobody = Adapter.toTyped(Adapter.toClassic(kit.system()).deadLetters());
      questions.ref().tell(new Question(question.apply(nobody), answer));
      return answer.thenApply(a -> (R) a);
    }
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void wish_thatMayBegin_isSentAndReported() {
    want(1);
    var mayBegin = (MayBegin) rule(Ruling.BEGIN);
    assertThat(mayBegin.incarnation()).isEqualTo(TWO);
    var concluded = conclusion();

    assertThat(concluded.asked().outcome()).isInstanceOf(Outcome.Delivered.class);
    assertThat(transport.sent()).hasSize(1);
    assertThat(transport.held()).as("held until it is journalled").isEqualTo(1);
    concluded.done();
    want(2);
    rule(Ruling.FORBIDDEN);
  }

  @Test
  void wish_thatIsForbidden_isNotSent() {
    want(1);
    rule(Ruling.FORBIDDEN);
    want(2);
    rule(Ruling.FORBIDDEN);

    assertThat(transport.sent()).isEmpty();
  }

  @Test
  void wishes_holdNoMoreConnectionsThanPermitted() {
    var ending = new CompletableFuture<Outcome>();
    transport.thenLater(ending);
    want(1);
    rule(Ruling.BEGIN);
    want(2);
    want(3);
    var second = questions.receiveMessage();
    questions.expectNoMessage(Duration.ofMillis(20));
    assertThat(transport.held()).isEqualTo(2);

    ending.complete(Recipients.delivered());
    conclusion().done();
    assertThat(((MayBegin) questions.receiveMessage().asked()).number()).isEqualTo(3);
    second.answer().complete(new Clearance(Ruling.FORBIDDEN));
  }

  @Test
  void wishes_beyondTheRoomForThem_areDroppedAndCounted() {
    transport.unreachable();
    for (var number = 1; number <= 6; number++) {
      want(number);
    }
    drain();

    assertThat(gauges.dropped()).isPositive();
  }

  @Test
  void withdrawnWish_isNotTried() {
    transport.unreachable();
    want(1);
    want(2);
    want(3);
    awaitWaiting(3);
    courier.tell(new Withdraw(attempt(1)));
    courier.tell(new Withdraw(attempt(2)));
    awaitWaiting(1);
    transport.reachable();
    time.timePasses(PAUSE);

    assertThat(((MayBegin) rule(Ruling.FORBIDDEN)).number()).isEqualTo(3);
    questions.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void noConnection_backsOffAndKeepsTheWishes() {
    transport.unreachable();
    want(1);
    want(2);
    awaitWaiting(2);
    assertThat(gauges.unavailable()).contains("scripted to be unreachable");
    questions.expectNoMessage(Duration.ofMillis(20));
    transport.reachable();
    time.timePasses(PAUSE);

    var begun =
        List.of(
            ((MayBegin) rule(Ruling.FORBIDDEN)).number(),
            ((MayBegin) rule(Ruling.FORBIDDEN)).number());
    assertThat(begun).containsExactlyInAnyOrder(1, 2);
    assertThat(gauges.unavailable()).isEmpty();
  }

  @Test
  void report_isRepeatedUntilItIsJournalled() {
    want(1);
    rule(Ruling.BEGIN);
    conclusion().fail();
    fence();
    time.timePasses(PAUSE);
    conclusion().fail();
    fence();
    time.expectNoMessageFor(PAUSE, questions);
    time.timePasses(PAUSE);
    conclusion().done();

    assertThat(transport.sent()).hasSize(1);
    drain();
    assertThat(transport.held()).isZero();
  }

  @Test
  void recipient_thatDoesNotAnswer_meansUntried() {
    want(1);
    questions.receiveMessage().answer().completeExceptionally(new TimeoutException("no answer"));

    assertThat(conclusion().asked().outcome()).isInstanceOf(Outcome.Untried.class);
    assertThat(transport.sent()).isEmpty();
  }

  @Test
  void transport_thatFailsUnexpectedly_meansInDoubt() {
    transport.thenLater(CompletableFuture.failedStage(new IllegalStateException("bug")));
    want(1);
    rule(Ruling.BEGIN);

    assertThat(conclusion().asked().outcome()).isInstanceOf(Outcome.InDoubt.class);
  }

  @Test
  void inquiry_aboutAnUnknownAttempt_isInDoubt() {
    courier.tell(new Inquire(attempt(1), TWO));
    assertThat(conclusion().asked().outcome()).isInstanceOf(Outcome.InDoubt.class);

    courier.tell(new Inquire(attempt(1), new Incarnation(1)));
    assertThat(conclusion().asked().outcome()).isInstanceOf(Outcome.InDoubt.class);
  }

  @Test
  void inquiry_aboutAnAttemptUnderWay_orElsewhere_isLeftToItsReport() {
    var ending = new CompletableFuture<Outcome>();
    transport.thenLater(ending);
    want(1);
    rule(Ruling.BEGIN);
    courier.tell(new Inquire(attempt(1), TWO));
    courier.tell(new Inquire(attempt(9), new Incarnation(3)));
    questions.expectNoMessage(Duration.ofMillis(20));
    ending.complete(Recipients.deferred());

    assertThat(conclusion().asked().outcome()).isInstanceOf(Outcome.Deferred.class);
  }

  @Test
  void erasedRow_cannotBeMade() {
    row = CompletableFuture.completedStage(Optional.empty());
    want(1);

    assertThat(fault().reason()).contains("erased");
    assertThat(transport.held()).isZero();
  }

  @Test
  void poisonedRow_cannotBeMade_andIsNotTriedForEver() {
    row = CompletableFuture.completedStage(Optional.of(poisoned()));
    want(1);

    assertThat(fault().reason()).contains("failed with").doesNotContain("@");
  }

  @Test
  void rowsThatCannotBeRead_freeThePermit() {
    row = CompletableFuture.failedStage(new IllegalStateException("database away"));
    want(1);
    want(2);
    want(3);
    drain();

    questions.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void drain_waitsForWhatIsUnderWayAndBeginsNothingMore() {
    var ending = new CompletableFuture<Outcome>();
    transport.thenLater(ending);
    want(1);
    rule(Ruling.BEGIN);
    var drained = kit.createTestProbe(Drained.class);
    courier.tell(new Drain(drained.ref()));
    want(2);
    drained.expectNoMessage(Duration.ofMillis(20));
    ending.complete(new Outcome.Bounced(BounceKind.SOFT, Reply.local("552 full")));
    conclusion().done();

    drained.expectMessageClass(Drained.class);
    questions.expectNoMessage(Duration.ofMillis(20));
  }

  private void want(int number) {
    courier.tell(new Want(new AttemptWish(attempt(number), ORDER, Recipients.NOON)));
  }

  private static final MailingOrder ORDER =
      new MailingOrder(
          new MailingId(new Origin(Recipients.BATCH, 0, 1), Mails.CAMPAIGN.name(), Mails.ROW_KEY),
          MailingOrder.Claim.OWNED,
          MailKind.BROADCAST,
          Mails.TABLE,
          WhenInDoubt.RETRY,
          Optional.empty(),
          Duration.ZERO);

  private static AttemptId attempt(int number) {
    return new AttemptId(ANN, new Origin(Recipients.BATCH, 0, 1), number);
  }

  private RecipientEntity.Command rule(Ruling ruling) {
    var question = questions.receiveMessage();
    question.answer().complete(new Clearance(ruling));
    return question.asked();
  }

  private Reported conclusion() {
    var question = questions.receiveMessage();
    var ask = (Ask) question.asked();
    return new Reported((RecipientRequest.Conclude) ask.request(), question);
  }

  private record Reported(RecipientRequest.Conclude asked, Question question) {
    void done() {
      Answer answer = new Done();
      question.answer().complete(answer);
    }

    void fail() {
      question.answer().completeExceptionally(new TimeoutException("no answer"));
    }
  }

  private CannotMake fault() {
    var question = questions.receiveMessage();
    question.answer().complete(new Done());
    return (CannotMake) question.asked();
  }

  private void drain() {
    var drained = kit.createTestProbe(Drained.class);
    courier.tell(new Drain(drained.ref()));
    drained.expectMessageClass(Drained.class);
  }

  private void awaitWaiting(int wishes) {
    questions.awaitAssert(
        () -> {
          assertThat(gauges.waiting()).isEqualTo(wishes);
          assertThat(gauges.underWay()).isZero();
          return wishes;
        });
  }

  /** Returns when the courier has taken in all that was sent to it before. */
  private void fence() {
    courier.tell(new Inquire(attempt(99), new Incarnation(1)));
    conclusion().done();
  }

  /** A row whose fields make the renderer fail in a way that nobody foresaw. */
  private static MailRow poisoned() {
    var good = Mails.row(Map.of());
    return new MailRow(
        good.origin(),
        good.recipient(),
        good.key(),
        good.id(),
        good.email(),
        good.name(),
        new Poison(),
        good.metadata());
  }

  private static final class Poison extends AbstractMap<String, Object> {
    @Override
    public Set<Entry<String, Object>> entrySet() {
      throw new UnsupportedOperationException("ann@example.com");
    }
  }
}
