package dev.waypost.engine.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.ObservedHit;
import dev.waypost.engine.link.ObservedMail;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.link.VerdictRules;
import dev.waypost.engine.link.VerdictTable;
import dev.waypost.engine.recipient.RecipientEvent.HitsApplied;
import dev.waypost.engine.recipient.RecipientEvent.HitsReclassified;
import dev.waypost.engine.recipient.RecipientRequest.ApplyHits;
import dev.waypost.engine.recipient.RecipientRequest.RecipientHit;
import dev.waypost.engine.recipient.Recipients.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A recipient that gets the hits of a mail in pieces ends where the rules end that see them all.
 */
class LiveVerdictsTest {
  private static final int SEEDS = 40;
  private static final MailingOrder ORDER = Recipients.order("spring", 1);

  static List<VerdictTable.Sequence> sequences() {
    return VerdictTable.sequences();
  }

  @ParameterizedTest
  @MethodSource("sequences")
  void sequence_inAnyOrderAndPieces_endsAsTheTableSays(VerdictTable.Sequence sequence) {
    var expected = counts(sequence.hits().stream().map(VerdictTable.Expected::verdict).toList());
    for (var seed = 1L; seed <= SEEDS; seed++) {
      var random = new Random(seed);
      var hits =
          new ArrayList<>(sequence.hits().stream().map(e -> hit(e.hit(), sequence)).toList());
      if (seed > 1) {
        Collections.shuffle(hits, random);
      }
      var live = new Live(random);

      live.take(hits, sequence.mail());

      assertThat(live.counts).as("%s, seed %d", sequence, seed).isEqualTo(expected);
      live.assertReplayIsTheSame();
    }
  }

  @Test
  void anyHits_inAnyOrderAndPieces_endAsTheRulesThatSeeThemAllSay() {
    for (var seed = 1L; seed <= 400; seed++) {
      var random = new Random(seed);
      var hits = hits(random);
      var mail =
          new ObservedMail(5, Optional.of(Recipients.NOON).filter(a -> random.nextBoolean()));
      var atOnce =
          VerdictRules.judge(hits.stream().map(h -> ObservedHit.of(h.hit())).toList(), mail);
      var expected = counts(atOnce.stream().map(j -> j.verdict()).toList());
      Collections.shuffle(hits, random);
      var live = new Live(random);

      live.take(hits, mail);

      assertThat(live.counts).as("seed %d", seed).isEqualTo(expected);
      live.assertReplayIsTheSame();
    }
  }

  @Test
  void clickBeforeTheServerTookTheMail_isDoubtedOnceThatIsKnown() {
    var ann = new Told();
    ann.at(Duration.ofSeconds(-2)).begin(ORDER, 1);
    var first = ann.hits(Recipients.hit(1, Token.Kind.CLICK, 0, Recipients.NOON.minusSeconds(1)));

    var events =
        ann.at(Duration.ZERO)
            .ask(new RecipientRequest.Conclude(ORDER.origin(), 1, Recipients.delivered()));

    assertThat(((HitsApplied) first.getFirst()).hits().getFirst().verdict())
        .isEqualTo(Verdict.HUMAN);
    assertThat(events).hasSize(2);
    assertThat(((HitsReclassified) events.getLast()).hits())
        .singleElement()
        .satisfies(change -> assertThat(change.to()).isEqualTo(Verdict.UNKNOWN))
        .satisfies(change -> assertThat(change.lost()).isEmpty());
    assertThat(ann.stateOf(ORDER)).isEqualTo(MailingState.DELIVERED);
  }

  @Test
  void hitThatProvesADelivery_isNoTimeOfDelivery() {
    var ann = new Told();
    ann.at(Duration.ofMinutes(-10)).attempt(ORDER, 1, Recipients.inDoubt());
    ann.at(Duration.ZERO);

    var proof = ann.hits(Recipients.hit(1, Token.Kind.CLICK, 0, Recipients.NOON));
    var next = ann.hits(Recipients.hit(2, Token.Kind.CLICK, 1, Recipients.NOON.plusMillis(100)));

    assertThat(ann.stateOf(ORDER)).isEqualTo(MailingState.DELIVERED);
    assertThat(((HitsApplied) proof.getFirst()).hits().getFirst().reasons()).isEmpty();
    assertThat(((HitsApplied) next.getFirst()).hits().getFirst().reasons()).isEmpty();
  }

  @Test
  void hitJudgedByOlderRules_keepsItsVerdictAndIsEvidence() {
    var ann = new Told();
    var old =
        new RecipientEvent.JudgedHit(
            Token.Kind.CLICK,
            "spring",
            Recipients.row(1).hash(),
            0,
            Recipients.NOON.plusSeconds(100),
            Set.of(),
            dev.waypost.engine.link.Visitor.of(hit(9, 0, 0).hit()),
            0,
            Verdict.HUMAN,
            Set.of(),
            1,
            Set.of(RecipientEvent.First.OF_MAILING, RecipientEvent.First.OF_LINK));
    ann.state =
        Recipient.evolve(
            ann.state, new HitsApplied(Recipients.LOG, 9, List.of(old), Recipients.NOON));

    var events = ann.hits(hit(10, 1, 100_100), hit(11, 2, 100_200));

    assertThat(events).singleElement().isInstanceOf(HitsApplied.class);
    assertThat(((HitsApplied) events.getFirst()).hits())
        .allSatisfy(hit -> assertThat(hit.verdict()).isEqualTo(Verdict.MACHINE));
    assertThat(ann.state.engagements().values().iterator().next().recent())
        .extracting(Engagement.Recent::verdict)
        .containsExactly(Verdict.HUMAN, Verdict.MACHINE, Verdict.MACHINE);
  }

  @Test
  void longList_isTakenAsSeveral() {
    var ann = new Told();
    var hits = IntStream.rangeClosed(1, 500).mapToObj(i -> hit(i, i % 5, i * 100)).toList();

    var events = ann.askTwice(new ApplyHits(Recipients.LOG, hits));

    var applied =
        events.stream().filter(HitsApplied.class::isInstance).map(HitsApplied.class::cast).toList();
    assertThat(applied).allSatisfy(a -> assertThat(a.hits()).hasSizeLessThanOrEqualTo(32));
    assertThat(applied.getLast().upTo()).isEqualTo(500);
    assertThat(applied.stream().mapToInt(a -> a.hits().size()).sum()).isEqualTo(500);
    assertThat(applied.stream().flatMap(a -> a.hits().stream()))
        .filteredOn(hit -> hit.verdict() != Verdict.MACHINE)
        .hasSizeLessThan(5);
  }

  private static RecipientHit hit(long number, int link, int millis) {
    return Recipients.hit(number, Token.Kind.CLICK, link, Recipients.NOON.plusMillis(millis));
  }

  private static List<RecipientHit> hits(Random random) {
    var hits = new ArrayList<RecipientHit>();
    var at = Recipients.NOON.minusSeconds(3);
    for (var i = 0; i < 1 + random.nextInt(30); i++) {
      at =
          at.plusMillis(
              1 + (random.nextInt(4) == 0 ? random.nextInt(40_000) : random.nextInt(2_500)));
      var kind = random.nextInt(4) == 0 ? Token.Kind.OPEN : Token.Kind.CLICK;
      var signs =
          random.nextInt(4) == 0
              ? Set.of(Hit.Sign.values()[random.nextInt(Hit.Sign.values().length)])
              : random.nextInt(3) == 0
                  ? Set.of(Hit.Sign.BROWSER, Hit.Sign.NO_HTML, Hit.Sign.NO_LANGUAGE)
                  : Set.of(Hit.Sign.BROWSER);
      var plain =
          Recipients.hit(1, kind, kind == Token.Kind.OPEN ? 0 : random.nextInt(5), at).hit();
      hits.add(
          new RecipientHit(
              1,
              new Hit(at, plain.token(), signs, 1 + random.nextInt(3), 1 + random.nextInt(3)),
              "spring",
              5));
    }
    return hits;
  }

  private static RecipientHit hit(Hit hit, VerdictTable.Sequence sequence) {
    var of = hit.token();
    var token =
        new Token(
            of.kind(),
            of.stage(),
            Recipients.TABLE,
            of.link(),
            Recipients.ANN.key(),
            Recipients.row(1).hash());
    return new RecipientHit(
        1,
        new Hit(hit.at(), token, hit.signs(), hit.agent(), hit.network()),
        "spring",
        sequence.mail().links());
  }

  private static Map<Verdict, Integer> counts(List<Verdict> verdicts) {
    var counts = new EnumMap<Verdict, Integer>(Verdict.class);
    verdicts.forEach(verdict -> counts.merge(verdict, 1, Integer::sum));
    return counts;
  }

  /** A recipient, and a reader of its events that counts verdicts as views do. */
  private static final class Live {
    private final Random random;
    private final Told ann = new Told();
    private final List<RecipientEvent> journal = new ArrayList<>();
    private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    private int sum;

    Live(Random random) {
      this.random = random;
    }

    /** In lists of any length, some of them twice; the delivery comes somewhere in between. */
    void take(List<RecipientHit> hits, ObservedMail mail) {
      ann.at(Duration.ofSeconds(-10));
      journal.addAll(
          ann.ask(new RecipientRequest.Begin(ORDER, 1, Recipients.ONE, Recipients.NOON)));
      ann.at(Duration.ZERO);
      var delivery = random.nextInt(hits.size() + 1);
      for (var from = 0; from < hits.size(); ) {
        if (from >= delivery) {
          conclude(mail);
        }
        var to = Math.min(hits.size(), from + 1 + random.nextInt(4));
        var list = new ArrayList<RecipientHit>();
        for (var i = from; i < to; i++) {
          var hit = hits.get(i);
          list.add(new RecipientHit(i + 1, hit.hit(), hit.campaign(), hit.links()));
        }
        count(ann.ask(new ApplyHits(new HitLog.LogId(1, 1), list)));
        if (random.nextBoolean()) {
          assertThat(ann.ask(new ApplyHits(new HitLog.LogId(1, 1), list))).isEmpty();
        }
        from = to;
      }
      conclude(mail);
    }

    private void conclude(ObservedMail mail) {
      var outcome = mail.arrived().isPresent() ? Recipients.delivered() : Recipients.inDoubt();
      count(ann.ask(new RecipientRequest.Conclude(ORDER.origin(), 1, outcome)));
    }

    private void count(List<RecipientEvent> events) {
      journal.addAll(events);
      for (var event : events) {
        if (event instanceof HitsApplied applied) {
          applied.hits().forEach(hit -> counts.merge(hit.verdict(), 1, Integer::sum));
          sum += applied.hits().size();
        }
        if (event instanceof HitsReclassified reclassified) {
          for (var change : reclassified.hits()) {
            assertThat(change.to().isStricterThan(change.from())).as("%s", change).isTrue();
            counts.merge(change.from(), -1, Integer::sum);
            counts.merge(change.to(), 1, Integer::sum);
          }
          counts.values().removeIf(count -> count == 0);
        }
        assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(sum);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isPositive());
      }
    }

    void assertReplayIsTheSame() {
      var replayed = Recipient.EMPTY;
      for (var event : journal) {
        replayed = Recipient.evolve(replayed, event);
      }
      assertThat(replayed).isEqualTo(ann.state);
    }
  }
}
