package dev.waypost.engine.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Hits are written as {@code second:link[!sign...]}, {@code o} in place of the link for an open;
 * verdicts as their first letters.
 */
class VerdictRulesTest {
  private static final Instant START = Instant.parse("2026-03-01T09:00:00Z");

  @ParameterizedTest
  @CsvSource({
    // people
    "one link, 5, 0:0, H",
    "the same link twice, 5, 0:0 1:0, H H",
    "the same link many times, 5, 0:0 1:0 2:0 3:0 4:0, H H H H H",
    "two links at once, 5, 0:0 1:1, H H",
    "three links minutes apart, 5, 0:0 120:1 300:2, H H H",
    "three links just not in ten seconds, 5, 0:0 5:1 10.001:2, H H H",
    "all links minutes apart, 3, 0:0 60:1 120:2, H H H",
    "the only link, 1, 0:0 0.1:0, H H",
    "both of two after a while, 2, 0:0 2.001:1, H H",
    "an open, 5, 0:o, H",
    "opens are no burst, 5, 0:o 0:o 0:o 1:0, H H H H",
    "no language, 5, 0:0!NO_LANGUAGE, H",
    "an image proxy, 5, 0:o!PROXY, H",
    // machines
    "a HEAD, 5, 0:0!HEAD, M",
    "a prefetch, 5, 0:0!PREFETCH, M",
    "a scanner that says so, 5, 0:0!SCANNER, M",
    "privacy protection, 5, 0:o!PRIVACY_PROXY, M",
    "a HEAD and then a person, 5, 0:0!HEAD 30:0, M H",
    "all links in a second, 5, 0:0 0.2:1 0.4:2 0.6:3 0.8:4, M M M M M",
    "three links within ten seconds, 5, 0:0 5:1 10:2, M M M",
    "a slow walk over all, 8, 0:0 4:1 8:2 12:3 16:4 20:5, M M M M M M",
    "both of two at once, 2, 0:0 2:1, M M",
    "a scanner and a person later, 3, 0:0 1:1 2:2 600:1, M M M H",
    "a person and a scanner later, 3, 0:1 600:0 601:1 602:2, H M M M",
    "HEADs count to a burst, 3, 0:0!HEAD 1:1!HEAD 2:2, M M M",
    // neither
    "no agent, 5, 0:0!NO_AGENT, U",
    "no agent in a burst, 3, 0:0!NO_AGENT 1:1 2:2, M M M",
    "a HEAD without agent, 5, 0:0!HEAD!NO_AGENT, M",
  })
  void judge_sequence_givesItsVerdicts(String what, int links, String hits, String verdicts) {
    var judged =
        VerdictRules.judge(hits(hits), links).stream()
            .map(judgement -> judgement.verdict().name().substring(0, 1))
            .collect(Collectors.joining(" "));

    assertThat(judged).as(what).isEqualTo(verdicts);
  }

  @Test
  void judge_machine_saysAllReasons() {
    var judgements = VerdictRules.judge(hits("0:0!HEAD!SCANNER 1:1 2:2!PREFETCH"), 3);

    assertThat(judgements)
        .extracting(Judgement::reasons)
        .containsExactly(
            Set.of(VerdictReason.HEAD, VerdictReason.SCANNER_AGENT, VerdictReason.BURST_OVER_LINKS),
            Set.of(VerdictReason.BURST_OVER_LINKS),
            Set.of(VerdictReason.PREFETCH, VerdictReason.BURST_OVER_LINKS));
  }

  @Test
  void judge_firstHitsOfABurst_turnIntoMachinesWhenTheRestArrives() {
    var hits = hits("0:0 1:1 2:2");

    assertThat(VerdictRules.judge(hits.subList(0, 2), 3))
        .extracting(Judgement::verdict)
        .containsOnly(Verdict.HUMAN);
    assertThat(VerdictRules.judge(hits, 3))
        .extracting(Judgement::verdict)
        .containsOnly(Verdict.MACHINE);
  }

  @Test
  void judge_moreHits_neverTurnsAMachineIntoAPerson() {
    Seeded.times(
        300,
        random -> {
          var hits = new ArrayList<ObservedHit>();
          var at = START;
          for (var i = 0; i < 20; i++) {
            at = at.plusMillis(random.nextInt(6_000));
            var signs = random.nextInt(8) == 0 ? Set.of(Hit.Sign.HEAD) : Set.<Hit.Sign>of();
            hits.add(new ObservedHit(Token.Kind.CLICK, random.nextInt(4), at, signs));
          }
          var before = List.<Judgement>of();
          for (var count = 1; count <= hits.size(); count++) {
            var judged = VerdictRules.judge(hits.subList(0, count), 4);
            for (var i = 0; i < before.size(); i++) {
              if (before.get(i).verdict() == Verdict.MACHINE) {
                assertThat(judged.get(i).verdict()).isEqualTo(Verdict.MACHINE);
              }
            }
            before = judged;
          }
        });
  }

  /** The rule of a burst, said plainly and slowly. */
  @Test
  void judge_anyClicks_findsTheBurstsOfTheDefinition() {
    Seeded.times(
        500,
        random -> {
          var links = 1 + random.nextInt(5);
          var hits = new ArrayList<ObservedHit>();
          for (var i = 0; i < random.nextInt(25); i++) {
            var kind = random.nextInt(5) == 0 ? Token.Kind.OPEN : Token.Kind.CLICK;
            var at = START.plusMillis(500L * random.nextInt(120));
            hits.add(new ObservedHit(kind, random.nextInt(links), at, Set.of()));
          }

          var judged = VerdictRules.judge(hits, links);

          for (var i = 0; i < hits.size(); i++) {
            assertThat(judged.get(i).verdict() == Verdict.MACHINE)
                .isEqualTo(isInBurst(hits.get(i), hits, links));
          }
        });
  }

  private static boolean isInBurst(ObservedHit hit, List<ObservedHit> hits, int links) {
    if (links < 2 || hit.kind() != Token.Kind.CLICK) {
      return false;
    }
    var window = links == 2 ? VerdictRules.PAIR_WINDOW : VerdictRules.BURST_WINDOW;
    return hits.stream()
        .filter(first -> first.kind() == Token.Kind.CLICK)
        .map(ObservedHit::at)
        .filter(start -> isWithin(hit, start, window))
        .anyMatch(
            start ->
                hits.stream()
                        .filter(other -> other.kind() == Token.Kind.CLICK)
                        .filter(other -> isWithin(other, start, window))
                        .map(ObservedHit::link)
                        .distinct()
                        .count()
                    >= Math.min(links, VerdictRules.BURST_LINKS));
  }

  private static boolean isWithin(ObservedHit hit, Instant start, Duration window) {
    return !hit.at().isBefore(start) && !hit.at().isAfter(start.plus(window));
  }

  private static List<ObservedHit> hits(String text) {
    var hits = new ArrayList<ObservedHit>();
    for (var word : text.split(" ")) {
      var parts = word.split("[:!]");
      var at = START.plus(Duration.ofMillis(Math.round(Double.parseDouble(parts[0]) * 1_000)));
      var isOpen = parts[1].equals("o");
      var signs = Stream.of(parts).skip(2).map(Hit.Sign::valueOf).collect(Collectors.toSet());
      hits.add(
          new ObservedHit(
              isOpen ? Token.Kind.OPEN : Token.Kind.CLICK,
              isOpen ? 0 : Integer.parseInt(parts[1]),
              at,
              signs));
    }
    return hits;
  }
}
