package dev.waypost.engine.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of sequences, and what holds of any hits at all. */
class VerdictRulesTest {
  private static final Instant START = VerdictTable.DELIVERED;
  private static final int LINKS = 4;

  static List<VerdictTable.Sequence> sequences() {
    return VerdictTable.sequences();
  }

  @ParameterizedTest
  @MethodSource("sequences")
  void judge_sequence_givesItsVerdictsAndReasons(VerdictTable.Sequence sequence) {
    var hits = sequence.hits().stream().map(e -> ObservedHit.of(e.hit())).toList();

    var judged = VerdictRules.judge(hits, sequence.mail());

    for (var i = 0; i < hits.size(); i++) {
      var expected = sequence.hits().get(i);
      assertThat(judged.get(i))
          .as("line %d of %s", expected.line(), sequence)
          .isEqualTo(new Judgement(expected.verdict(), expected.reasons()));
    }
  }

  @Test
  void table_hasSequencesOfAllVerdictsAndReasons() {
    var hits = sequences().stream().flatMap(s -> s.hits().stream()).toList();

    assertThat(sequences()).hasSizeGreaterThanOrEqualTo(60);
    assertThat(hits).extracting(VerdictTable.Expected::verdict).contains(Verdict.values());
    assertThat(hits).flatExtracting(h -> h.reasons()).contains(VerdictReason.values());
  }

  @Test
  void judge_sameHitsInAnyOrder_givesEachTheSame() {
    Seeded.times(
        300,
        random -> {
          var hits = hits(random, 12);
          var mail = mail(random);
          var order = new ArrayList<>(IntStream.range(0, hits.size()).boxed().toList());
          Collections.shuffle(order, random);

          var judged = VerdictRules.judge(hits, mail);
          var shuffled = VerdictRules.judge(order.stream().map(hits::get).toList(), mail);

          for (var i = 0; i < hits.size(); i++) {
            assertThat(shuffled.get(i)).isEqualTo(judged.get(order.get(i)));
          }
        });
  }

  @Test
  void judge_moreHits_onlyAddsReasonsAndMakesNobodyMilder() {
    Seeded.times(
        300,
        random -> {
          var hits = hits(random, 20);
          var mail = mail(random);
          for (var count = 1; count < hits.size(); count++) {
            assertOnlyStricter(
                VerdictRules.judge(hits.subList(0, count), mail),
                VerdictRules.judge(hits.subList(0, count + 1), mail));
          }
        });
  }

  @Test
  void judge_onceTheArrivalIsKnown_onlyAddsReasonsAndMakesNobodyMilder() {
    Seeded.times(
        300,
        random -> {
          var hits = hits(random, 15);
          assertOnlyStricter(
              VerdictRules.judge(hits, new ObservedMail(LINKS, Optional.empty())),
              VerdictRules.judge(hits, new ObservedMail(LINKS, Optional.of(START))));
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = Hit.Sign.class,
      names = {"HEAD", "PREFETCH", "SCANNER", "PRIVACY_PROXY"})
  void judge_signOfAMachine_isAMachineWhateverElseThereIs(Hit.Sign sign) {
    Seeded.times(
        100,
        random -> {
          var hits = new ArrayList<>(hits(random, 10));
          var at = random.nextInt(hits.size());
          var hit = hits.get(at);
          hits.set(
              at, new ObservedHit(hit.kind(), hit.link(), hit.at(), Set.of(sign), anybody(random)));

          assertThat(VerdictRules.judge(hits, mail(random)).get(at).verdict())
              .isEqualTo(Verdict.MACHINE);
        });
  }

  @Test
  void judge_onePersonSlowly_isAPersonWhateverTheScannersDo() {
    Seeded.times(
        200,
        random -> {
          var person = new Visitor(7_777, 8_888);
          var hits = new ArrayList<ObservedHit>();
          for (var i = 0; i < 8; i++) {
            var at = START.plusSeconds(60 + 40L * i + random.nextInt(10));
            hits.add(
                new ObservedHit(
                    Token.Kind.CLICK, random.nextInt(LINKS), at, Set.of(Hit.Sign.BROWSER), person));
          }
          // one scanner, from one network with one agent, now and then
          for (var i = 0; i < 10; i++) {
            hits.add(
                new ObservedHit(
                    Token.Kind.CLICK,
                    random.nextInt(LINKS),
                    START.plusMillis(random.nextInt(400_000)),
                    random.nextBoolean() ? Set.of(Hit.Sign.HEAD) : Set.of(),
                    new Visitor(1, 2)));
          }

          var judged = VerdictRules.judge(hits, new ObservedMail(LINKS, Optional.of(START)));

          assertThat(judged.subList(0, 8))
              .extracting(Judgement::verdict)
              .containsOnly(Verdict.HUMAN);
        });
  }

  /** The rule of a burst of one's own, said plainly and slowly. */
  @Test
  void judge_oneVisitor_findsTheBurstsOfTheDefinition() {
    Seeded.times(
        300,
        random -> {
          var hits = new ArrayList<ObservedHit>();
          for (var i = 0; i < random.nextInt(25); i++) {
            var at = START.plusMillis(100_000 + 250L * random.nextInt(200));
            hits.add(
                new ObservedHit(
                    Token.Kind.CLICK, random.nextInt(LINKS), at, Set.of(), new Visitor(1, 2)));
          }

          var judged = VerdictRules.judge(hits, new ObservedMail(LINKS, Optional.of(START)));

          for (var i = 0; i < hits.size(); i++) {
            var expected =
                isInBurst(hits.get(i), hits, Duration.ofSeconds(1))
                    ? Verdict.MACHINE
                    : isInBurst(hits.get(i), hits, Duration.ofSeconds(10))
                        ? Verdict.UNKNOWN
                        : Verdict.HUMAN;
            assertThat(judged.get(i).verdict()).isEqualTo(expected);
          }
        });
  }

  private static boolean isInBurst(ObservedHit hit, List<ObservedHit> hits, Duration window) {
    return hits.stream()
        .map(ObservedHit::at)
        .filter(start -> isWithin(hit, start, window))
        .anyMatch(
            start ->
                hits.stream()
                        .filter(other -> isWithin(other, start, window))
                        .map(ObservedHit::link)
                        .distinct()
                        .count()
                    >= 3);
  }

  private static boolean isWithin(ObservedHit hit, Instant start, Duration window) {
    return !hit.at().isBefore(start) && !hit.at().isAfter(start.plus(window));
  }

  private static void assertOnlyStricter(List<Judgement> before, List<Judgement> after) {
    for (var i = 0; i < before.size(); i++) {
      assertThat(after.get(i).reasons()).containsAll(before.get(i).reasons());
      assertThat(before.get(i).verdict().isStricterThan(after.get(i).verdict())).isFalse();
    }
  }

  private static ObservedMail mail(Random random) {
    return new ObservedMail(
        2 + random.nextInt(LINKS - 1),
        random.nextBoolean() ? Optional.of(START) : Optional.empty());
  }

  private static List<ObservedHit> hits(Random random, int count) {
    var hits = new ArrayList<ObservedHit>();
    var at = START.minusSeconds(5);
    for (var i = 0; i < count; i++) {
      at = at.plusMillis(random.nextInt(5) == 0 ? random.nextInt(60_000) : random.nextInt(3_000));
      var kind = random.nextInt(5) == 0 ? Token.Kind.OPEN : Token.Kind.CLICK;
      var link = kind == Token.Kind.OPEN ? 0 : random.nextInt(LINKS);
      hits.add(new ObservedHit(kind, link, at, signs(random), anybody(random)));
    }
    return hits;
  }

  private static Visitor anybody(Random random) {
    return new Visitor(random.nextInt(4), random.nextInt(4));
  }

  private static Set<Hit.Sign> signs(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> Set.of(Hit.Sign.values()[random.nextInt(Hit.Sign.values().length)]);
      case 1, 2 -> Set.of(Hit.Sign.BROWSER, Hit.Sign.NO_LANGUAGE, Hit.Sign.NO_HTML);
      case 3 -> Set.of(Hit.Sign.HEAD, Hit.Sign.BROWSER);
      default -> Set.of(Hit.Sign.BROWSER);
    };
  }
}
