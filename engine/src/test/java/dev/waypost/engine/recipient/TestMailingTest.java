package dev.waypost.engine.recipient;

import static dev.waypost.engine.recipient.Recipients.ANN;
import static dev.waypost.engine.recipient.Recipients.LOG;
import static dev.waypost.engine.recipient.Recipients.NOON;
import static dev.waypost.engine.recipient.Recipients.TABLE;
import static dev.waypost.engine.recipient.Recipients.bounced;
import static dev.waypost.engine.recipient.Recipients.delivered;
import static dev.waypost.engine.recipient.Recipients.hit;
import static dev.waypost.engine.recipient.Recipients.inDoubt;
import static dev.waypost.engine.recipient.Recipients.order;
import static dev.waypost.engine.recipient.Recipients.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.recipient.RecipientEvent.HitsApplied;
import dev.waypost.engine.recipient.RecipientEvent.Resolved;
import dev.waypost.engine.recipient.RecipientEvent.TestHitsApplied;
import dev.waypost.engine.recipient.RecipientRequest.ApplyHits;
import dev.waypost.engine.recipient.RecipientRequest.Drive;
import dev.waypost.engine.recipient.RecipientRequest.RecipientHit;
import dev.waypost.engine.recipient.RecipientRequest.Suppress;
import dev.waypost.engine.recipient.Recipients.Told;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Test mailings beside real ones of the same campaign to the same recipient. */
class TestMailingTest {
  private static final MailingOrder REAL = order("spring", 1);
  private static final MailingOrder TEST = test("AAAAAAAAAA", 1);

  private final Told ann = new Told();

  /** As a page of test mailings orders them: in spite of unsubscribes, never a duplicate. */
  private static MailingOrder test(String batch, int line) {
    return new MailingOrder(
        new MailingId(new Origin(new BatchId("test--" + batch), 0, line), "spring", row(1)),
        MailingOrder.Claim.OWNED,
        MailKind.TRANSACTIONAL,
        TABLE,
        WhenInDoubt.ASSUME_DELIVERED,
        Optional.empty(),
        Duration.ZERO);
  }

  private static RecipientHit onTest(long number, Token.Kind kind, Hit.Sign... signs) {
    var token = new Token(kind, Token.Stage.TEST, TABLE, 0, ANN.key(), row(1).hash());
    return new RecipientHit(number, new Hit(NOON, token, Set.of(signs), 1, 0), "spring", 5);
  }

  @Test
  void test_beforeTheRealMail_doesNotTakeItsPlace() {
    ann.attempt(TEST, 1, delivered());

    ann.attempt(REAL, 1, delivered());

    assertThat(ann.stateOf(TEST)).isEqualTo(MailingState.DELIVERED);
    assertThat(ann.stateOf(REAL)).isEqualTo(MailingState.DELIVERED);
  }

  @Test
  void test_afterTheRealMailAndAnotherTest_goesOutToo() {
    ann.attempt(REAL, 1, delivered());
    ann.attempt(TEST, 1, delivered());

    ann.attempt(test("BBBBBBBBBB", 1), 1, delivered());

    assertThat(ann.stateOf(test("BBBBBBBBBB", 1))).isEqualTo(MailingState.DELIVERED);
  }

  @Test
  void test_bouncingHard_suppressesNobody() {
    ann.begin(TEST, 1);

    ann.conclude(TEST, 1, bounced(BounceKind.HARD));

    assertThat(ann.stateOf(TEST)).isEqualTo(MailingState.BOUNCED);
    assertThat(ann.state.suppressions()).isEmpty();
  }

  @Test
  void test_ofSomebodyUnsubscribed_goesOut() {
    suppress(Suppression.Reason.UNSUBSCRIBED);

    ann.attempt(TEST, 1, delivered());

    assertThat(ann.stateOf(TEST)).isEqualTo(MailingState.DELIVERED);
  }

  @Test
  void test_toAnAddressThatBouncedBefore_isSuppressed() {
    suppress(Suppression.Reason.BOUNCED);

    ann.ask(new Drive(TEST));

    assertThat(ann.stateOf(TEST)).isEqualTo(MailingState.SUPPRESSED);
  }

  private void suppress(Suppression.Reason reason) {
    ann.ask(new Suppress(new Suppression(reason, NOON, Optional.empty())));
  }

  @Test
  void unsubscribe_inATestMail_suppressesNobodyAndIsKnown() {
    var events = ann.hits(onTest(1, Token.Kind.UNSUBSCRIBE));

    assertThat(events).hasSize(1);
    assertThat(events.getFirst()).isInstanceOf(TestHitsApplied.class);
    assertThat(ann.state.suppressions()).isEmpty();
  }

  @Test
  void hits_ofBothStages_areTakenOnceAndApart() {
    var request =
        new ApplyHits(
            LOG,
            List.of(
                hit(1, Token.Kind.CLICK, 0, NOON),
                onTest(2, Token.Kind.CLICK, Hit.Sign.HEAD),
                onTest(3, Token.Kind.OPEN)));

    var events = ann.askTwice(request);

    assertThat(events).filteredOn(HitsApplied.class::isInstance).hasSize(1);
    assertThat(events)
        .filteredOn(TestHitsApplied.class::isInstance)
        .singleElement()
        .satisfies(
            event -> {
              var hits = ((TestHitsApplied) event).hits();
              assertThat(hits)
                  .extracting(RecipientEvent.JudgedHit::verdict)
                  .containsExactly(Verdict.MACHINE, Verdict.HUMAN);
              assertThat(hits).allMatch(hit -> hit.first().isEmpty());
            });
  }

  @Test
  void click_inATestMail_leavesTheFirstRealClickUnique() {
    ann.hits(onTest(1, Token.Kind.CLICK));

    var events = ann.hits(hit(2, Token.Kind.CLICK, 0, NOON));

    var applied = (HitsApplied) events.getFirst();
    assertThat(applied.hits().getFirst().first())
        .containsExactlyInAnyOrder(RecipientEvent.First.OF_MAILING, RecipientEvent.First.OF_LINK);
  }

  @Test
  void click_inATestMail_provesNothingOfAMailInDoubt() {
    ann.attempt(REAL, 1, inDoubt());
    assertThat(ann.stateOf(REAL)).isEqualTo(MailingState.IN_DOUBT);

    assertThat(ann.hits(onTest(1, Token.Kind.CLICK))).noneMatch(Resolved.class::isInstance);

    assertThat(ann.stateOf(REAL)).isEqualTo(MailingState.IN_DOUBT);
  }

  @Test
  void tests_many_areForgottenButForTheNewest() {
    ann.attempt(REAL, 1, delivered());
    ann.begin(test("zzzzzzzzzz", 1), 1); // under way: never forgotten
    var many = Recipient.TESTS_MAX + 10;
    for (var line = 1; line <= many; line++) {
      ann.attempt(test("CCCCCCCCCC", line), 1, delivered());
    }

    assertThat(ann.state.mailings()).hasSize(Recipient.TESTS_MAX + 2);
    assertThat(ann.stateOf(REAL)).isEqualTo(MailingState.DELIVERED);
    assertThat(ann.stateOf(test("zzzzzzzzzz", 1))).isEqualTo(MailingState.ATTEMPTING);
    assertThat(ann.stateOf(test("CCCCCCCCCC", many))).isEqualTo(MailingState.DELIVERED);
    assertThat(ann.stateOf(test("CCCCCCCCCC", 1))).isEqualTo(MailingState.WAITING);
  }
}
