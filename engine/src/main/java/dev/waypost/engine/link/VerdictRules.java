package dev.waypost.engine.link;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Tells people from machines. Pure, so that it can be run again over kept evidence. Scanners get
 * the same answer as people; only the verdict differs.
 *
 * <p>Reasons add up by {@link #weight}: from {@link #DOUBT} on the verdict is unknown, from {@link
 * #CERTAINTY} on machine, and some reach that alone. More evidence (a further hit, the time of
 * delivery) only ever adds reasons: the order in which it comes does not matter, and nobody turns
 * from machine into human. Where the figures come from, and whom each rule wrongs: docs/adr/0024.
 */
public final class VerdictRules {
  /** Raised with every change of the rules; kept with each verdict. */
  public static final int VERSION = 2;

  /** No mail is passed on, noticed, opened and clicked in less. */
  static final Duration TOO_SOON = Duration.ofSeconds(1);

  /** People who wait for a mail do it in this time; others seldom do. */
  static final Duration SOON = Duration.ofSeconds(10);

  /**
   * Servers that look into the links before they take the mail do it in this time. Longer before,
   * it is the delivery that was noted late.
   */
  static final Duration BEFORE = Duration.ofSeconds(30);

  /** How far apart two visitors of one click are. */
  static final Duration BESIDE = Duration.ofSeconds(30);

  /** How far apart HEAD and GET of one check are, and the pixel and the links. */
  static final Duration HEAD_BESIDE = Duration.ofSeconds(10);

  private static final int DOUBT = 3;
  private static final int CERTAINTY = 4;

  private VerdictRules() {}

  /**
   * Judges the hits of one mailing.
   *
   * @return one judgement per hit, in the same order
   */
  public static List<Judgement> judge(List<ObservedHit> hits, ObservedMail mail) {
    var bursts = Bursts.in(hits, mail);
    var judgements = new ArrayList<Judgement>(hits.size());
    for (var i = 0; i < hits.size(); i++) {
      var reasons = reasons(hits.get(i), hits, mail);
      var burst = bursts.of(i);
      if (burst != Bursts.Strength.NONE) {
        reasons.add(VerdictReason.BURST_OVER_LINKS);
      }
      if (bursts.isBesideMachine(i)) {
        reasons.add(VerdictReason.BURST_BESIDE);
      }
      judgements.add(new Judgement(verdict(reasons, burst), reasons));
    }
    return judgements;
  }

  private static Verdict verdict(Set<VerdictReason> reasons, Bursts.Strength burst) {
    if (burst == Bursts.Strength.MACHINE) {
      return Verdict.MACHINE;
    }
    var sum = reasons.stream().mapToInt(VerdictRules::weight).sum();
    return sum >= CERTAINTY ? Verdict.MACHINE : sum >= DOUBT ? Verdict.UNKNOWN : Verdict.HUMAN;
  }

  private static int weight(VerdictReason reason) {
    return switch (reason) {
      case HEAD, PREFETCH, SCANNER_AGENT, PRIVACY_PROXY -> CERTAINTY;
      case BURST_OVER_LINKS, BURST_BESIDE, NO_AGENT, TOO_SOON -> DOUBT;
      case BARE_REQUEST, HEAD_BESIDE -> 2;
      case SOON, SECOND_VISITOR, IMAGE_PROXY -> 1;
    };
  }

  private static Set<VerdictReason> reasons(
      ObservedHit hit, List<ObservedHit> hits, ObservedMail mail) {
    var reasons = ofSigns(hit);
    mail.arrived().ifPresent(arrived -> addTiming(hit.at(), arrived, reasons));
    if (!hit.isClick()) {
      return reasons;
    }
    var isBare = reasons.contains(VerdictReason.BARE_REQUEST);
    for (var other : hits) {
      if (!other.isClick() || other.link() != hit.link()) {
        continue;
      }
      if (other.signs().contains(Hit.Sign.HEAD)
          && !hit.signs().contains(Hit.Sign.HEAD)
          && other.visitor().isSame(hit.visitor())
          && isWithin(HEAD_BESIDE, hit, other)) {
        reasons.add(VerdictReason.HEAD_BESIDE);
      }
      if (isBare
          && !isBare(other)
          && other.visitor().network() != hit.visitor().network()
          && isWithin(BESIDE, hit, other)) {
        reasons.add(VerdictReason.SECOND_VISITOR);
      }
    }
    return reasons;
  }

  /** What the request says by itself. */
  private static EnumSet<VerdictReason> ofSigns(ObservedHit hit) {
    var reasons = EnumSet.noneOf(VerdictReason.class);
    for (var sign : hit.signs()) {
      switch (sign) {
        case HEAD -> reasons.add(VerdictReason.HEAD);
        case PREFETCH -> reasons.add(VerdictReason.PREFETCH);
        case SCANNER -> reasons.add(VerdictReason.SCANNER_AGENT);
        case PROXY -> reasons.add(VerdictReason.IMAGE_PROXY);
        case NO_AGENT -> reasons.add(VerdictReason.NO_AGENT);
        // Apple's proxy fetches pictures and follows no link: a script has borrowed its name
        case PRIVACY_PROXY ->
            reasons.add(hit.isClick() ? VerdictReason.SCANNER_AGENT : VerdictReason.PRIVACY_PROXY);
        case NO_LANGUAGE, ONE_CLICK, BROWSER, NO_HTML, NO_FETCH_METADATA -> {}
      }
    }
    if (isBare(hit)) {
      reasons.add(VerdictReason.BARE_REQUEST);
    }
    return reasons;
  }

  /** One missing header may be a proxy's or an extension's doing; two are not. */
  private static boolean isBare(ObservedHit hit) {
    var signs = hit.signs();
    if (!signs.contains(Hit.Sign.BROWSER)) {
      return false;
    }
    var missing = signs.contains(Hit.Sign.NO_LANGUAGE) ? 1 : 0;
    missing += signs.contains(Hit.Sign.NO_FETCH_METADATA) ? 1 : 0;
    missing += hit.isClick() && signs.contains(Hit.Sign.NO_HTML) ? 1 : 0;
    return missing >= 2;
  }

  private static void addTiming(Instant at, Instant arrived, Set<VerdictReason> reasons) {
    if (at.isBefore(arrived.minus(BEFORE))) {
      return;
    }
    if (at.isBefore(arrived.plus(TOO_SOON))) {
      reasons.add(VerdictReason.TOO_SOON);
    } else if (at.isBefore(arrived.plus(SOON))) {
      reasons.add(VerdictReason.SOON);
    }
  }

  static boolean isWithin(Duration limit, ObservedHit one, ObservedHit other) {
    return Duration.between(one.at(), other.at()).abs().compareTo(limit) <= 0;
  }
}
