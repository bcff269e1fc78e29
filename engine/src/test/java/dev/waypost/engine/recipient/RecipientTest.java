package dev.waypost.engine.recipient;

import static dev.waypost.engine.recipient.Recipients.NOON;
import static dev.waypost.engine.recipient.Recipients.ONE;
import static dev.waypost.engine.recipient.Recipients.bounced;
import static dev.waypost.engine.recipient.Recipients.deferred;
import static dev.waypost.engine.recipient.Recipients.delivered;
import static dev.waypost.engine.recipient.Recipients.expiring;
import static dev.waypost.engine.recipient.Recipients.inDoubt;
import static dev.waypost.engine.recipient.Recipients.order;
import static dev.waypost.engine.recipient.Recipients.pausedFor;
import static dev.waypost.engine.recipient.Recipients.untried;
import static dev.waypost.engine.recipient.Recipients.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.recipient.Recipient.Expiry;
import dev.waypost.engine.recipient.RecipientRequest.Begin;
import dev.waypost.engine.recipient.RecipientRequest.Cancel;
import dev.waypost.engine.recipient.RecipientRequest.Conclude;
import dev.waypost.engine.recipient.RecipientRequest.Drive;
import dev.waypost.engine.recipient.RecipientRequest.Fail;
import dev.waypost.engine.recipient.RecipientRequest.Import;
import dev.waypost.engine.recipient.RecipientRequest.Resolution;
import dev.waypost.engine.recipient.RecipientRequest.Resolve;
import dev.waypost.engine.recipient.RecipientRequest.Retry;
import dev.waypost.engine.recipient.RecipientRequest.Suppress;
import dev.waypost.engine.recipient.RecipientRequest.Unsuppress;
import dev.waypost.engine.recipient.Recipients.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecipientTest {
  private static final MailingOrder FIRST = order("spring", 1);
  private static final MailingOrder SECOND = order("spring", 2);
  private static final Instant SINCE = Instant.parse("2025-05-01T10:00:00Z");

  private final Told ann = new Told();

  @Test
  void drive_ofNewMailing_changesNothing() {
    assertThat(ann.ask(new Drive(FIRST))).isEmpty();
    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.WAITING);
  }

  @Test
  void begin_ofNextAttempt_isAttempting() {
    var events = ann.askTwice(new Begin(FIRST, 1, ONE, NOON));

    assertThat(events).hasSize(1);
    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.ATTEMPTING);
    assertThat(ann.state.attempting()).hasSize(1);
  }

  @Test
  void begin_byAnotherIncarnation_isRefused() {
    ann.begin(FIRST, 1);

    assertThat(ann.refused(new Begin(FIRST, 1, new Incarnation(2), NOON)))
        .isEqualTo(new RecipientRejection.NotWanted());
  }

  @Test
  void begin_withAnotherNumber_isRefused() {
    assertThat(ann.refused(new Begin(FIRST, 2, ONE, NOON)))
        .isEqualTo(new RecipientRejection.NotWanted());
  }

  @Test
  void begin_afterDelivery_isRefused() {
    ann.attempt(FIRST, 1, delivered());

    assertThat(ann.refused(new Begin(FIRST, 2, ONE, NOON)))
        .isEqualTo(new RecipientRejection.NotWanted());
  }

  @Test
  void conclude_delivered_isFinal() {
    ann.begin(FIRST, 1);

    assertThat(ann.askTwice(new Conclude(FIRST.origin(), 1, delivered()))).hasSize(1);
    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.DELIVERED);
    assertThat(ann.ask(new Conclude(FIRST.origin(), 1, bounced(BounceKind.HARD)))).isEmpty();
  }

  @Test
  void conclude_deferred_isDueAfterTheFirstDelay() {
    ann.attempt(FIRST, 1, deferred());

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.DEFERRED);
    assertThat(ann.state.dueOf(FIRST.origin()).orElseThrow())
        .isBetween(NOON.plus(Duration.ofMinutes(4)), NOON.plus(Duration.ofMinutes(6)));
    assertThat(ann.state.nextAttempt(FIRST.origin())).isEqualTo(2);
  }

  @Test
  void conclude_ofAnEarlierAttempt_changesNothing() {
    ann.attempt(FIRST, 1, deferred()).begin(FIRST, 2);

    assertThat(ann.ask(new Conclude(FIRST.origin(), 1, delivered()))).isEmpty();
    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.ATTEMPTING);
  }

  @Test
  void conclude_untriedFirst_isWaitingAgainWithAnotherNumber() {
    ann.attempt(FIRST, 1, untried());

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.WAITING);
    assertThat(ann.state.nextAttempt(FIRST.origin())).isEqualTo(2);
    assertThat(ann.begin(FIRST, 2).stateOf(FIRST)).isEqualTo(MailingState.ATTEMPTING);
  }

  @Test
  void conclude_untriedLater_isDeferredWithTheFormerDue() {
    ann.attempt(FIRST, 1, deferred());
    var due = ann.state.dueOf(FIRST.origin());

    ann.at(Duration.ofHours(1)).attempt(FIRST, 2, untried());

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.DEFERRED);
    assertThat(ann.state.dueOf(FIRST.origin())).isEqualTo(due);
  }

  @Test
  void dateOf_laterAttempt_isThatOfTheFirst() {
    ann.attempt(FIRST, 1, deferred()).at(Duration.ofHours(1)).attempt(FIRST, 2, deferred());

    assertThat(ann.state.dateOf(FIRST.origin(), ann.now)).isEqualTo(NOON);
  }

  @ParameterizedTest
  @EnumSource(BounceKind.class)
  void conclude_bounced_suppressesOnlyHard(BounceKind kind) {
    ann.attempt(FIRST, 1, bounced(kind));

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.BOUNCED);
    assertThat(ann.state.suppressions().stream().map(Suppression::reason))
        .isEqualTo(kind == BounceKind.HARD ? List.of(Suppression.Reason.BOUNCED) : List.of());
  }

  @Test
  void conclude_inDoubtWithRetry_isDueAtOnce() {
    var order = with(FIRST, WhenInDoubt.RETRY);
    ann.attempt(order, 1, inDoubt());

    assertThat(ann.stateOf(order)).isEqualTo(MailingState.DEFERRED);
    assertThat(ann.state.dueOf(order.origin())).contains(NOON);
  }

  @Test
  void conclude_inDoubtAgainWithRetry_keepsToTheSchedule() {
    var order = with(FIRST, WhenInDoubt.RETRY);
    ann.attempt(order, 1, inDoubt()).attempt(order, 2, inDoubt());

    assertThat(ann.stateOf(order)).isEqualTo(MailingState.DEFERRED);
    assertThat(ann.state.dueOf(order.origin()).orElseThrow()).isAfter(NOON.plusSeconds(1));
  }

  @Test
  void conclude_inDoubtAgainAsTheSenderDied_isDueAtOnce() {
    var order = with(FIRST, WhenInDoubt.RETRY);
    var died = new Outcome.InDoubt(Reply.NONE, Outcome.Doubt.SENDER_DIED);
    ann.attempt(order, 1, inDoubt()).attempt(order, 2, died);

    assertThat(ann.state.dueOf(order.origin())).contains(NOON);
  }

  @Test
  void conclude_inDoubtWithAssumeDelivered_isDelivered() {
    var order = with(FIRST, WhenInDoubt.ASSUME_DELIVERED);
    ann.attempt(order, 1, inDoubt());

    assertThat(ann.stateOf(order)).isEqualTo(MailingState.DELIVERED);
  }

  @Test
  void conclude_inDoubtWithHold_isHeld() {
    ann.attempt(FIRST, 1, inDoubt());

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.IN_DOUBT);
    assertThat(ann.ask(new Drive(FIRST))).isEmpty();
    assertThat(ann.ask(new Cancel(FIRST.mailing()))).isEmpty();
  }

  @Test
  void resolve_asDelivered_isDelivered() {
    ann.attempt(FIRST, 1, inDoubt()).ask(new Resolve(FIRST.origin(), Resolution.DELIVERED));

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.DELIVERED);
    assertThat(ann.refused(new Resolve(FIRST.origin(), Resolution.DELIVERED)))
        .isEqualTo(new RecipientRejection.WrongState(MailingState.DELIVERED));
  }

  @Test
  void resolve_asRetry_isDueAtOnce() {
    ann.attempt(FIRST, 1, inDoubt()).ask(new Resolve(FIRST.origin(), Resolution.RETRY));

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.DEFERRED);
    assertThat(ann.state.dueOf(FIRST.origin())).contains(NOON);
  }

  @Test
  void resolve_ofUnknownMailing_isRefused() {
    assertThat(ann.refused(new Resolve(FIRST.origin(), Resolution.RETRY)))
        .isEqualTo(new RecipientRejection.UnknownMailing());
  }

  @Test
  void secondRow_ofOneBroadcast_isDuplicate() {
    ann.attempt(FIRST, 1, delivered()).askTwice(new Drive(SECOND));

    assertThat(ann.stateOf(SECOND)).isEqualTo(MailingState.DUPLICATE);
  }

  @Test
  void secondRow_thatBeginsAfterTheFirst_isDuplicate() {
    ann.drive(FIRST).drive(SECOND).begin(FIRST, 1).begin(SECOND, 1);

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.ATTEMPTING);
    assertThat(ann.stateOf(SECOND)).isEqualTo(MailingState.DUPLICATE);
  }

  @Test
  void secondRow_ofTransactional_isMailed() {
    var first = with(FIRST, MailKind.TRANSACTIONAL);
    var second = with(SECOND, MailKind.TRANSACTIONAL);
    ann.attempt(first, 1, delivered()).attempt(second, 1, delivered());

    assertThat(ann.stateOf(second)).isEqualTo(MailingState.DELIVERED);
  }

  @Test
  void secondCampaign_isNoDuplicate() {
    var other = order("autumn", 2);
    ann.attempt(FIRST, 1, delivered()).attempt(other, 1, delivered());

    assertThat(ann.stateOf(other)).isEqualTo(MailingState.DELIVERED);
  }

  @ParameterizedTest
  @EnumSource(MailKind.class)
  void row_thatLostItsClaim_isDuplicate(MailKind kind) {
    var lost = with(with(FIRST, MailingOrder.Claim.LOST), kind);
    ann.askTwice(new Drive(lost));

    assertThat(ann.stateOf(lost)).isEqualTo(MailingState.DUPLICATE);
  }

  @Test
  void secondRowOfAnAddress_drivenFirst_leavesTheMailToTheFirst() {
    var second = with(SECOND, MailingOrder.Claim.SECOND);
    ann.drive(second).attempt(FIRST, 1, delivered());

    assertThat(ann.stateOf(second)).isEqualTo(MailingState.DUPLICATE);
    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.DELIVERED);
  }

  @Test
  void secondRowOfAnAddress_ofTransactional_isMailed() {
    var second = with(with(SECOND, MailingOrder.Claim.SECOND), MailKind.TRANSACTIONAL);
    ann.attempt(second, 1, delivered());

    assertThat(ann.stateOf(second)).isEqualTo(MailingState.DELIVERED);
  }

  @Test
  void row_behindOneThatLostItsClaim_isMailed() {
    ann.drive(with(FIRST, MailingOrder.Claim.LOST)).drive(SECOND).attempt(SECOND, 1, delivered());

    assertThat(ann.stateOf(SECOND)).isEqualTo(MailingState.DELIVERED);
  }

  @ParameterizedTest
  @EnumSource(Suppression.Reason.class)
  void suppressed_broadcast_isNeverBegun(Suppression.Reason reason) {
    suppress(reason);
    ann.askTwice(new Drive(FIRST));

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.SUPPRESSED);
  }

  @ParameterizedTest
  @EnumSource(Suppression.Reason.class)
  void suppressed_transactional_isHeldBackByBouncesAndComplaintsOnly(Suppression.Reason reason) {
    var order = with(FIRST, MailKind.TRANSACTIONAL);
    suppress(reason);
    ann.drive(order);

    assertThat(ann.stateOf(order))
        .isEqualTo(
            switch (reason) {
              case BOUNCED, COMPLAINED -> MailingState.SUPPRESSED;
              case UNSUBSCRIBED, MANUAL -> MailingState.WAITING;
            });
  }

  @Test
  void suppression_betweenDriveAndBegin_holdsTheMailBack() {
    ann.drive(FIRST);
    suppress(Suppression.Reason.UNSUBSCRIBED);
    ann.begin(FIRST, 1);

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.SUPPRESSED);
  }

  @Test
  void suppression_ofDeferred_closesIt() {
    ann.attempt(FIRST, 1, deferred());
    suppress(Suppression.Reason.MANUAL);
    ann.drive(FIRST);

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.SUPPRESSED);
  }

  @ParameterizedTest
  @EnumSource(Suppression.Reason.class)
  void imported_suppression_holdsBackAsAnyOther(Suppression.Reason reason) {
    ann.askTwice(new Import(List.of(new Suppression(reason, Instant.EPOCH, Optional.empty()))));
    ann.askTwice(new Drive(FIRST));

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.SUPPRESSED);
  }

  @Test
  void import_ofAKnownReason_keepsTheEarlierDateAndForgetsNothing() {
    var known = new Suppression(Suppression.Reason.COMPLAINED, SINCE, Optional.of("spring"));
    ann.askTwice(new Suppress(known));
    ann.askTwice(
        new Import(
            List.of(
                new Suppression(
                    Suppression.Reason.COMPLAINED, SINCE.plusSeconds(1), Optional.of("other")),
                new Suppression(Suppression.Reason.MANUAL, SINCE, Optional.empty()))));

    assertThat(ann.state.suppressions())
        .containsExactlyInAnyOrder(
            known, new Suppression(Suppression.Reason.MANUAL, SINCE, Optional.empty()));

    var earlier = SINCE.minusSeconds(1);
    ann.askTwice(
        new Import(
            List.of(new Suppression(Suppression.Reason.COMPLAINED, earlier, Optional.empty()))));

    assertThat(ann.state.suppressions())
        .contains(new Suppression(Suppression.Reason.COMPLAINED, earlier, Optional.of("spring")))
        .hasSize(2);
  }

  @Test
  void import_ofWhatWasExported_changesNothing() {
    var finer = SINCE.plusNanos(123_456);
    ann.askTwice(new Suppress(new Suppression(Suppression.Reason.MANUAL, finer, Optional.empty())));

    var events =
        ann.ask(
            new Import(
                List.of(new Suppression(Suppression.Reason.MANUAL, SINCE, Optional.empty()))));

    assertThat(events).isEmpty();
  }

  @Test
  void import_ofOneReasonTwice_isOneEventOfTheEarlierDate() {
    ann.askTwice(
        new Import(
            List.of(
                new Suppression(Suppression.Reason.BOUNCED, SINCE, Optional.empty()),
                new Suppression(
                    Suppression.Reason.BOUNCED, SINCE.plusSeconds(9), Optional.empty()))));

    assertThat(ann.state.suppressions())
        .containsExactly(new Suppression(Suppression.Reason.BOUNCED, SINCE, Optional.empty()));
  }

  @Test
  void unsuppress_forgetsAllReasons() {
    suppress(Suppression.Reason.MANUAL);
    suppress(Suppression.Reason.COMPLAINED);
    ann.askTwice(new Unsuppress());
    ann.attempt(FIRST, 1, delivered());

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.DELIVERED);
  }

  @Test
  void expireMailAt_inThePast_expires() {
    ann.askTwice(new Drive(expiring(FIRST, NOON)));

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.EXPIRED);
  }

  @Test
  void expireMailAt_betweenDriveAndBegin_expires() {
    var order = expiring(FIRST, NOON.plusSeconds(1));
    ann.drive(order).at(Duration.ofSeconds(1)).begin(order, 1);

    assertThat(ann.stateOf(order)).isEqualTo(MailingState.EXPIRED);
  }

  @Test
  void giveUp_countsFromTheFirstAttempt() {
    ann.attempt(FIRST, 1, deferred());

    ann.at(Duration.ofDays(4).minusSeconds(1)).drive(FIRST);
    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.DEFERRED);

    ann.at(Duration.ofDays(4)).drive(FIRST);
    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.EXPIRED);
  }

  @Test
  void giveUp_standsStillWhilePaused() {
    var before = pausedFor(FIRST, Duration.ofHours(3));
    var after = pausedFor(FIRST, Duration.ofHours(3).plusDays(2));
    ann.attempt(before, 1, deferred());

    ann.at(Duration.ofDays(6).minusSeconds(1)).drive(after);
    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.DEFERRED);

    ann.at(Duration.ofDays(6)).drive(after);
    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.EXPIRED);
  }

  @Test
  void giveUp_whileTheClockIsInDoubt_waits() {
    ann.attempt(FIRST, 1, deferred());
    ann.expiry = Expiry.SUSPENDED;
    ann.at(Duration.ofDays(400)).drive(FIRST);

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.DEFERRED);
  }

  @Test
  void fail_beforeTheFirstTry_isFailed() {
    ann.askTwice(new Fail(FIRST, "bad destination"));

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.FAILED);
  }

  @Test
  void fail_ofASecondRow_isDuplicate() {
    ann.drive(FIRST).drive(SECOND).begin(FIRST, 1);
    ann.askTwice(new Fail(SECOND, "bad destination"));

    assertThat(ann.stateOf(SECOND)).isEqualTo(MailingState.DUPLICATE);
  }

  @Test
  void fail_duringAnAttempt_changesNothing() {
    ann.begin(FIRST, 1);

    assertThat(ann.ask(new Fail(FIRST, "too late"))).isEmpty();
  }

  @Test
  void cancel_ofWaitingAndDeferred_closes() {
    ann.askTwice(new Cancel(FIRST.mailing()));
    ann.attempt(order("autumn", 2), 1, deferred());
    ann.askTwice(new Cancel(order("autumn", 2).mailing()));

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.CANCELLED);
    assertThat(ann.stateOf(order("autumn", 2))).isEqualTo(MailingState.CANCELLED);
  }

  @Test
  void cancel_duringAnAttempt_letsItFinish() {
    ann.begin(FIRST, 1);

    assertThat(ann.ask(new Cancel(FIRST.mailing()))).isEmpty();
    assertThat(ann.conclude(FIRST, 1, delivered()).stateOf(FIRST))
        .isEqualTo(MailingState.DELIVERED);
  }

  @Test
  void retry_ofBounced_isDueAtOnce() {
    ann.attempt(FIRST, 1, bounced(BounceKind.SOFT)).askTwice(new Retry(FIRST.mailing()));

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.DEFERRED);
    assertThat(ann.state.dueOf(FIRST.origin())).contains(NOON);
  }

  @Test
  void retry_ofDeferred_isDueAtOnceAndOnce() {
    ann.attempt(FIRST, 1, deferred());

    assertThat(ann.askTwice(new Retry(FIRST.mailing()))).hasSize(1);
    assertThat(ann.state.dueOf(FIRST.origin())).contains(NOON);
  }

  @Test
  void retry_ofFailed_waits() {
    ann.ask(new Fail(FIRST, "bad destination"));
    ann.ask(new Retry(FIRST.mailing()));

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.WAITING);
    assertThat(ann.attempt(FIRST, 1, delivered()).stateOf(FIRST)).isEqualTo(MailingState.DELIVERED);
  }

  @Test
  void retry_ofExpired_startsTheGiveUpClockAnew() {
    ann.attempt(FIRST, 1, deferred()).at(Duration.ofDays(5)).drive(FIRST);
    ann.ask(new Retry(FIRST.mailing()));
    ann.at(Duration.ofDays(8)).drive(FIRST);
    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.DEFERRED);

    ann.at(Duration.ofDays(9)).drive(FIRST);
    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.EXPIRED);
  }

  @Test
  void retry_ofDelivered_isRefused() {
    ann.attempt(FIRST, 1, delivered());

    assertThat(ann.refused(new Retry(FIRST.mailing())))
        .isEqualTo(new RecipientRejection.WrongState(MailingState.DELIVERED));
  }

  @Test
  void retry_ofHardBounced_isStillSuppressed() {
    ann.attempt(FIRST, 1, bounced(BounceKind.HARD)).ask(new Retry(FIRST.mailing()));
    ann.drive(FIRST);

    assertThat(ann.stateOf(FIRST)).isEqualTo(MailingState.SUPPRESSED);
  }

  @Test
  void event_thatDoesNotFollow_isImpossible() {
    var event =
        new RecipientEvent.Delivered(FIRST.origin(), "spring", 1, NOON, Reply.local("250 ok"));

    assertThatThrownBy(() -> Recipient.evolve(Recipient.EMPTY, event))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("WAITING");
  }

  @Test
  void lateBounce_afterDelivery_isBounced() {
    ann.attempt(FIRST, 1, delivered());
    var late =
        new RecipientEvent.Bounced(
            FIRST.origin(),
            "spring",
            1,
            MailingState.DELIVERED,
            NOON,
            BounceKind.HARD,
            Reply.local("550 no"));

    assertThat(Recipient.evolve(ann.state, late).stateOf(FIRST.origin()))
        .isEqualTo(MailingState.BOUNCED);
  }

  private void suppress(Suppression.Reason reason) {
    ann.askTwice(new Suppress(new Suppression(reason, Instant.EPOCH, Optional.empty())));
  }
}
