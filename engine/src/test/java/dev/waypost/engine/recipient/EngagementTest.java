package dev.waypost.engine.recipient;

import static dev.waypost.engine.recipient.Recipients.LOG;
import static dev.waypost.engine.recipient.Recipients.NOON;
import static dev.waypost.engine.recipient.Recipients.hit;
import static dev.waypost.engine.recipient.Recipients.inDoubt;
import static dev.waypost.engine.recipient.Recipients.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.link.VerdictReason;
import dev.waypost.engine.recipient.RecipientEvent.First;
import dev.waypost.engine.recipient.RecipientEvent.HitsApplied;
import dev.waypost.engine.recipient.RecipientEvent.HitsReclassified;
import dev.waypost.engine.recipient.RecipientRequest.ApplyHits;
import dev.waypost.engine.recipient.Recipients.Told;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngagementTest {
  private static final Token.Kind CLICK = Token.Kind.CLICK;
  private static final Token.Kind OPEN = Token.Kind.OPEN;

  private final Told ann = new Told();

  @Test
  void hits_repeated_areNotAppliedAgain() {
    var list = new ApplyHits(LOG, List.of(hit(1, CLICK, 0, NOON), hit(2, OPEN, 0, NOON)));

    assertThat(ann.askTwice(list)).hasSize(1);
  }

  @Test
  void hits_partlyRepeated_areAppliedFromTheMarkOn() {
    ann.hits(hit(1, CLICK, 0, NOON), hit(2, CLICK, 0, NOON));
    var events = ann.hits(hit(2, CLICK, 0, NOON), hit(3, CLICK, 1, at(60)));

    assertThat(applied(events).hits()).hasSize(1);
    assertThat(applied(events).upTo()).isEqualTo(3);
  }

  @Test
  void hits_ofANewGeneration_countFromOneAgain() {
    ann.hits(hit(7, CLICK, 0, NOON));
    var next = new HitLog.LogId(1, 2);

    assertThat(ann.ask(new ApplyHits(next, List.of(hit(1, OPEN, 0, at(60)))))).hasSize(1);
    assertThat(ann.ask(new ApplyHits(LOG, List.of(hit(8, OPEN, 0, at(90)))))).isEmpty();
  }

  @Test
  void hits_ofAnotherEdge_haveAMarkOfTheirOwn() {
    ann.hits(hit(7, CLICK, 0, NOON));

    assertThat(ann.ask(new ApplyHits(new HitLog.LogId(2, 1), List.of(hit(1, OPEN, 0, at(60))))))
        .hasSize(1);
  }

  @Test
  void firstClick_isFirstOfMailingAndOfLink() {
    var events = ann.hits(hit(1, CLICK, 3, NOON));

    assertThat(applied(events).hits().getFirst().first())
        .containsExactlyInAnyOrder(First.OF_MAILING, First.OF_LINK);
  }

  @Test
  void secondClick_ofAnotherLink_isFirstOfThatLinkOnly() {
    ann.hits(hit(1, CLICK, 3, NOON));

    assertThat(applied(ann.hits(hit(2, CLICK, 4, at(600)))).hits().getFirst().first())
        .containsExactly(First.OF_LINK);
    assertThat(applied(ann.hits(hit(3, CLICK, 4, at(1200)))).hits().getFirst().first()).isEmpty();
  }

  @Test
  void machineClick_isFirstOfNothing() {
    var machine = applied(ann.hits(hit(1, CLICK, 3, NOON, Hit.Sign.SCANNER))).hits().getFirst();
    var human = applied(ann.hits(hit(2, CLICK, 3, at(600)))).hits().getFirst();

    assertThat(machine.verdict()).isEqualTo(Verdict.MACHINE);
    assertThat(machine.first()).isEmpty();
    assertThat(human.first()).contains(First.OF_MAILING, First.OF_LINK);
  }

  @Test
  void burst_reclassifiesTheClickBeforeAndTakesItsUniqueness() {
    ann.hits(hit(1, CLICK, 0, NOON));
    var events = ann.hits(hit(2, CLICK, 1, at(0.3)), hit(3, CLICK, 2, at(0.6)));

    var reclassified = (HitsReclassified) events.getFirst();
    assertThat(reclassified.hits()).hasSize(1);
    assertThat(reclassified.hits().getFirst().from()).isEqualTo(Verdict.HUMAN);
    assertThat(reclassified.hits().getFirst().to()).isEqualTo(Verdict.MACHINE);
    assertThat(reclassified.hits().getFirst().reasons()).contains(VerdictReason.BURST_OVER_LINKS);
    assertThat(reclassified.hits().getFirst().lost())
        .containsExactlyInAnyOrder(First.OF_MAILING, First.OF_LINK);
    assertThat(applied(events).hits())
        .allSatisfy(
            hit -> {
              assertThat(hit.verdict()).isEqualTo(Verdict.MACHINE);
              assertThat(hit.first()).isEmpty();
            });
  }

  @Test
  void burst_afterAHumanClickLongBefore_leavesTheMailingUnique() {
    ann.hits(hit(1, CLICK, 0, NOON));
    ann.hits(hit(2, CLICK, 1, at(600)));
    var events = ann.hits(hit(3, CLICK, 2, at(600.3)), hit(4, CLICK, 3, at(600.6)));

    assertThat(((HitsReclassified) events.getFirst()).hits().getFirst().lost())
        .containsExactly(First.OF_LINK);
  }

  @Test
  void manyHits_areRememberedUpToABound() {
    for (var i = 1; i <= 100; i++) {
      ann.hits(hit(i, CLICK, i % 5, at(i * 60)));
    }
    var engagement = ann.state.engagements().values().iterator().next();

    assertThat(engagement.recent()).hasSize(Engagement.RECENT_MAX);
    assertThat(engagement.settledLinks().cardinality()).isEqualTo(5);
    assertThat(applied(ann.hits(hit(101, CLICK, 1, at(9999)))).hits().getFirst().first()).isEmpty();
  }

  @Test
  void unsubscribe_suppressesOnce() {
    ann.hits(hit(1, Token.Kind.UNSUBSCRIBE, 0, NOON));
    ann.hits(hit(2, Token.Kind.UNSUBSCRIBE, 0, at(1)));

    assertThat(ann.state.suppressions())
        .singleElement()
        .satisfies(s -> assertThat(s.reason()).isEqualTo(Suppression.Reason.UNSUBSCRIBED))
        .satisfies(s -> assertThat(s.since()).isEqualTo(NOON));
  }

  @Test
  void anyHit_onAMailHeldInDoubt_provesItsDelivery() {
    ann.attempt(order("spring", 1), 1, inDoubt());
    ann.hits(hit(1, OPEN, 0, NOON, Hit.Sign.PRIVACY_PROXY), hit(2, OPEN, 0, NOON));

    assertThat(ann.stateOf(order("spring", 1))).isEqualTo(MailingState.DELIVERED);
  }

  @Test
  void hit_onAnotherMail_provesNothing() {
    ann.attempt(order("spring", 2), 1, inDoubt());
    ann.hits(hit(1, OPEN, 0, NOON));

    assertThat(ann.stateOf(order("spring", 2))).isEqualTo(MailingState.IN_DOUBT);
  }

  private static Instant at(double seconds) {
    return NOON.plusMillis(Math.round(seconds * 1_000));
  }

  private static HitsApplied applied(List<RecipientEvent> events) {
    return events.stream()
        .filter(HitsApplied.class::isInstance)
        .map(HitsApplied.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
