package dev.waypost.engine.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FoldedTest {
  private static final Duration AFTER = Duration.ofDays(90);

  /** In snapshots for ever: a change of these makes people be mailed again. */
  @Test
  void fingerprints_stayAsTheyAre() {
    assertThat(Folded.fingerprint("spring-sale")).isEqualTo(-2_149_696_776_869_104_677L);
    assertThat(Folded.fingerprint(new Origin(new BatchId("Zm9vYmFyYmF6cXV4"), 3, 1777)))
        .isEqualTo(-4_386_499_941_982_916_524L);
    assertThat(Folded.fingerprint(new Recipient.EngagementKey("spring-sale", 17)))
        .isEqualTo(-5_745_354_710_303_604_027L);
  }

  @Test
  void standing_ofEachEnding_comesBack() {
    for (var state : MailingState.values()) {
      if (!state.isFinal()) {
        assertThatThrownBy(() -> folded(state, 1)).isInstanceOf(IllegalArgumentException.class);
        continue;
      }
      var folded = folded(state, FoldedMailing.TRIES_MAX);
      assertThat(FoldedMailing.of(folded.campaign(), folded.origin(), folded.standing()))
          .isEqualTo(folded);
    }
  }

  private static FoldedMailing folded(MailingState state, int tries) {
    return new FoldedMailing(
        1,
        2,
        FoldedMailing.Stage.TEST,
        state,
        state == MailingState.BOUNCED ? Optional.of(BounceKind.BLOCK) : Optional.empty(),
        tries);
  }

  @Test
  void recipient_ofOneMailADay_keepsThreeMonthsInFull() {
    var recipient = daily(1_000, Duration.ofDays(1));

    assertThat(recipient.mailings()).hasSize(90);
    assertThat(recipient.folded().mailings()).hasSize(910);
    assertThat(recipient.stateOf(order(1).origin())).isEqualTo(MailingState.DELIVERED);
    assertThat(recipient.stateOf(order(1_000).origin())).isEqualTo(MailingState.DELIVERED);
  }

  /** Somebody who is mailed every few minutes, such as a monitor. */
  @Test
  void recipient_ofTooManyMails_isBoundedAllTheSame() {
    var count = Folded.MAX + Folding.MAILINGS_MAX + 100;

    var recipient = daily(count, Duration.ofMinutes(5));

    assertThat(recipient.mailings()).hasSize(Folding.MAILINGS_MAX);
    assertThat(recipient.folded().mailings()).hasSize(Folded.MAX);
    assertThat(recipient.stateOf(order(100).origin())).isEqualTo(MailingState.WAITING);
    assertThat(recipient.stateOf(order(101).origin())).isEqualTo(MailingState.DELIVERED);
  }

  /** What is owed, or held, is never folded, however long it takes. */
  @Test
  void mailings_thatAreNotOver_stayInFull() {
    var ann = new Recipients.Told();
    ann.attempt(order(1), 1, Recipients.deferred());
    ann.attempt(order(2), 1, Recipients.inDoubt());

    var later = ann.state.folded(Recipients.NOON.plus(Duration.ofDays(4_000)));

    assertThat(later).isEqualTo(ann.state);
  }

  private static Recipient daily(int mails, Duration every) {
    var state = Recipient.EMPTY;
    var at = Recipients.NOON;
    for (var line = 1; line <= mails; line++) {
      at = at.plus(every);
      for (var event : delivered(order(line), at)) {
        state = Recipient.evolve(state, event).folded(event.at().minus(AFTER));
      }
    }
    return state;
  }

  private static List<RecipientEvent> delivered(MailingOrder order, Instant at) {
    return List.of(
        new RecipientEvent.AttemptStarted(
            MailingRef.of(order.mailing()),
            1,
            MailingState.WAITING,
            Recipients.ONE,
            at,
            at,
            Duration.ZERO,
            order.whenInDoubt()),
        new RecipientEvent.Delivered(
            order.origin(), order.mailing().campaign(), 1, at, Reply.NONE));
  }

  private static MailingOrder order(int line) {
    var plain = Recipients.order("news-" + line, line);
    return new MailingOrder(
        new MailingId(Recipients.origin(line), "news-" + line, Recipients.row(line)),
        plain.claim(),
        plain.kind(),
        plain.content(),
        plain.whenInDoubt(),
        plain.expireMailAt(),
        plain.pausedFor());
  }
}
