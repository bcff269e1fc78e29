package dev.waypost.engine.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Tells people from machines. Pure, so that it can be run again over kept evidence: the verdict of
 * a hit may change when later hits show a pattern. Scanners get the same answer as people; only the
 * verdict differs.
 */
public final class VerdictRules {
  /** Raised with every change of the rules; kept with each verdict. */
  public static final int VERSION = 1;

  /** Distinct links within {@link #BURST_WINDOW} that no person opens. */
  static final int BURST_LINKS = 3;

  static final Duration BURST_WINDOW = Duration.ofSeconds(10);

  /** In a mail of two links, both of them within this time. */
  static final Duration PAIR_WINDOW = Duration.ofSeconds(2);

  private VerdictRules() {}

  /**
   * Judges the hits of one mailing.
   *
   * @param hits oldest first
   * @param links how many links the mail has
   * @return one judgement per hit, in the same order
   */
  public static List<Judgement> judge(List<ObservedHit> hits, int links) {
    var inBurst = inBurst(hits, links);
    var judgements = new ArrayList<Judgement>(hits.size());
    for (var i = 0; i < hits.size(); i++) {
      judgements.add(judge(hits.get(i), inBurst.get(i)));
    }
    return judgements;
  }

  private static Judgement judge(ObservedHit hit, boolean inBurst) {
    var machine = EnumSet.noneOf(VerdictReason.class);
    var signs = hit.signs();
    if (signs.contains(Hit.Sign.HEAD)) {
      machine.add(VerdictReason.HEAD);
    }
    if (signs.contains(Hit.Sign.PREFETCH)) {
      machine.add(VerdictReason.PREFETCH);
    }
    if (signs.contains(Hit.Sign.SCANNER)) {
      machine.add(VerdictReason.SCANNER_AGENT);
    }
    if (signs.contains(Hit.Sign.PRIVACY_PROXY)) {
      machine.add(VerdictReason.PRIVACY_PROXY);
    }
    if (inBurst) {
      machine.add(VerdictReason.BURST_OVER_LINKS);
    }
    if (!machine.isEmpty()) {
      return new Judgement(Verdict.MACHINE, machine);
    }
    if (signs.contains(Hit.Sign.NO_AGENT)) {
      return new Judgement(Verdict.UNKNOWN, Set.of(VerdictReason.NO_AGENT));
    }
    if (signs.contains(Hit.Sign.PROXY)) {
      return new Judgement(Verdict.HUMAN, Set.of(VerdictReason.IMAGE_PROXY));
    }
    return new Judgement(Verdict.HUMAN, Set.of());
  }

  /** The positions of clicks that some window holds together with enough other links. */
  private static BitSet inBurst(List<ObservedHit> hits, int links) {
    var inBurst = new BitSet(hits.size());
    if (links < 2) {
      return inBurst;
    }
    var window = links == 2 ? PAIR_WINDOW : BURST_WINDOW;
    var wanted = Math.min(links, BURST_LINKS);
    var clicks = clicksByTime(hits);
    var clicked = new HashMap<Integer, Integer>();
    var end = 0;
    var marked = 0;
    for (var start = 0; start < clicks.size(); start++) {
      var last = hits.get(clicks.get(start)).at().plus(window);
      for (; end < clicks.size() && !hits.get(clicks.get(end)).at().isAfter(last); end++) {
        clicked.merge(hits.get(clicks.get(end)).link(), 1, Integer::sum);
      }
      if (clicked.size() >= wanted) {
        for (marked = Math.max(marked, start); marked < end; marked++) {
          inBurst.set(clicks.get(marked));
        }
      }
      clicked.computeIfPresent(
          hits.get(clicks.get(start)).link(), (link, count) -> count == 1 ? null : count - 1);
    }
    return inBurst;
  }

  private static List<Integer> clicksByTime(List<ObservedHit> hits) {
    return IntStream.range(0, hits.size())
        .filter(i -> hits.get(i).kind() == Token.Kind.CLICK)
        .boxed()
        .sorted(Comparator.comparing(i -> hits.get(i).at()))
        .toList();
  }
}
