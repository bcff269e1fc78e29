package dev.waypost.engine.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
    var judgements = new ArrayList<Judgement>(hits.size());
    for (var hit : hits) {
      judgements.add(judge(hit, isInBurst(hit, hits, links)));
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

  private static boolean isInBurst(ObservedHit hit, List<ObservedHit> hits, int links) {
    if (hit.kind() != Token.Kind.CLICK || links < 2) {
      return false;
    }
    var window = links == 2 ? PAIR_WINDOW : BURST_WINDOW;
    var wanted = Math.min(links, BURST_LINKS);
    return hits.stream()
        .filter(first -> first.kind() == Token.Kind.CLICK && !first.at().isAfter(hit.at()))
        .filter(first -> !hit.at().isAfter(first.at().plus(window)))
        .anyMatch(first -> distinctLinks(first, hits, window) >= wanted);
  }

  /** How many links were clicked in the window that opens with {@code first}. */
  private static int distinctLinks(ObservedHit first, List<ObservedHit> hits, Duration window) {
    var distinct = new HashSet<Integer>();
    var end = first.at().plus(window);
    for (var other : hits) {
      if (other.kind() == Token.Kind.CLICK
          && !other.at().isBefore(first.at())
          && !other.at().isAfter(end)) {
        distinct.add(other.link());
      }
    }
    return distinct.size();
  }
}
