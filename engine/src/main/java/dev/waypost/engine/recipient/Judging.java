package dev.waypost.engine.recipient;

import dev.waypost.engine.link.Judgement;
import dev.waypost.engine.link.ObservedHit;
import dev.waypost.engine.link.ObservedMail;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.link.VerdictRules;
import dev.waypost.engine.link.Visitor;
import dev.waypost.engine.recipient.Recipient.EngagementKey;
import dev.waypost.engine.recipient.RecipientEvent.First;
import dev.waypost.engine.recipient.RecipientEvent.JudgedHit;
import dev.waypost.engine.recipient.RecipientEvent.Reclassified;
import dev.waypost.engine.recipient.RecipientRequest.RecipientHit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges a list of new hits together with what is remembered of each mailing. Lives for one
 * decision. A verdict only ever moves towards machine: hits and the time of delivery only add to
 * the evidence. What other rules judged keeps its verdict, and is evidence all the same.
 */
final class Judging {
  static final int RULES = VerdictRules.VERSION;

  /** What comes of it: the new hits in their order, and older ones that look different now. */
  record Judged(List<JudgedHit> hits, List<Reclassified> reclassified) {}

  private final Recipient recipient;
  private final List<RecipientHit> fresh = new ArrayList<>();

  Judging(Recipient recipient) {
    this.recipient = recipient;
  }

  void observe(RecipientHit hit) {
    fresh.add(hit);
  }

  Judged judge() {
    var byMail = new LinkedHashMap<EngagementKey, List<RecipientHit>>();
    for (var hit : fresh) {
      byMail.computeIfAbsent(key(hit), k -> new ArrayList<>()).add(hit);
    }
    var verdicts = new HashMap<RecipientHit, Judgement>();
    var reclassified = new ArrayList<Reclassified>();
    var engagements = new HashMap<EngagementKey, Engagement>();
    byMail.forEach(
        (key, hits) -> engagements.put(key, judgeMail(key, hits, verdicts, reclassified)));
    return new Judged(judgedInOrder(engagements, verdicts), reclassified);
  }

  /** Earlier hits that look different now that the time of delivery is known. */
  static List<Reclassified> delivered(Recipient recipient, EngagementKey key, Instant at) {
    var engagement = recipient.engagements().get(key);
    if (engagement == null) {
      return List.of();
    }
    var mail = new ObservedMail(engagement.links(), Optional.of(at));
    var reclassified = new ArrayList<Reclassified>();
    reclassify(key, engagement, VerdictRules.judge(engagement.observed(), mail), reclassified);
    return reclassified;
  }

  /** The engagement under its new verdicts, without the new hits. */
  private Engagement judgeMail(
      EngagementKey key,
      List<RecipientHit> hits,
      Map<RecipientHit, Judgement> verdicts,
      List<Reclassified> reclassified) {
    var engagement = recipient.engagement(key);
    var visits = hits.stream().filter(h -> kind(h) != Token.Kind.UNSUBSCRIBE).toList();
    var observed = new ArrayList<>(engagement.observed());
    visits.forEach(h -> observed.add(ObservedHit.of(h.hit())));
    var mail = new ObservedMail(hits.getFirst().links(), recipient.arrived(key));
    var judgements = VerdictRules.judge(observed, mail);
    var remembered = engagement.recent().size();
    for (var i = 0; i < visits.size(); i++) {
      verdicts.put(visits.get(i), judgements.get(remembered + i));
    }
    return reclassify(key, engagement, judgements.subList(0, remembered), reclassified);
  }

  private static Engagement reclassify(
      EngagementKey key,
      Engagement before,
      List<Judgement> judgements,
      List<Reclassified> reclassified) {
    var engagement = before;
    for (var i = 0; i < judgements.size(); i++) {
      var recent = engagement.recent().get(i);
      if (recent.rules() == RULES && judgements.get(i).verdict().isStricterThan(recent.verdict())) {
        var change = change(key, engagement, recent, judgements.get(i));
        reclassified.add(change);
        engagement = engagement.reclassified(change);
      }
    }
    return engagement;
  }

  private static Reclassified change(
      EngagementKey key, Engagement engagement, Engagement.Recent before, Judgement judgement) {
    var hit = before.hit();
    var plain = reclassified(key, before, judgement, Set.of());
    var after = engagement.reclassified(plain);
    var lost = EnumSet.noneOf(First.class);
    if (judgement.verdict() == Verdict.MACHINE && !after.isEngaged(hit.kind())) {
      lost.add(First.OF_MAILING);
    }
    if (judgement.verdict() == Verdict.MACHINE
        && hit.kind() == Token.Kind.CLICK
        && !after.isClicked(hit.link())) {
      lost.add(First.OF_LINK);
    }
    return reclassified(key, before, judgement, lost);
  }

  private static Reclassified reclassified(
      EngagementKey key, Engagement.Recent before, Judgement judgement, Set<First> lost) {
    return new Reclassified(
        before.hit().kind(),
        key.campaign(),
        key.rowHash(),
        before.hit().link(),
        before.hit().at(),
        before.hit().visitor(),
        before.verdict(),
        judgement.verdict(),
        judgement.reasons(),
        lost);
  }

  private List<JudgedHit> judgedInOrder(
      Map<EngagementKey, Engagement> engagements, Map<RecipientHit, Judgement> verdicts) {
    var judged = new ArrayList<JudgedHit>(fresh.size());
    for (var hit : fresh) {
      var key = key(hit);
      var before = engagements.getOrDefault(key, Engagement.NONE); // judgeMail has put all
      var judgement = verdicts.getOrDefault(hit, new Judgement(Verdict.UNKNOWN, Set.of()));
      var taken = judgedHit(hit, judgement, before);
      judged.add(taken);
      engagements.put(key, with(before, taken));
    }
    return judged;
  }

  private static JudgedHit judgedHit(RecipientHit hit, Judgement judgement, Engagement before) {
    var token = hit.hit().token();
    var counts = token.kind() == Token.Kind.UNSUBSCRIBE || judgement.verdict() != Verdict.MACHINE;
    var first = EnumSet.noneOf(First.class);
    if (counts && !before.isEngaged(token.kind())) {
      first.add(First.OF_MAILING);
    }
    if (counts && token.kind() == Token.Kind.CLICK && !before.isClicked(token.link())) {
      first.add(First.OF_LINK);
    }
    return new JudgedHit(
        token.kind(),
        hit.campaign(),
        token.rowHash(),
        token.link(),
        hit.hit().at(),
        hit.hit().signs(),
        Visitor.of(hit.hit()),
        hit.links(),
        judgement.verdict(),
        judgement.reasons(),
        RULES,
        first);
  }

  /** The engagement with one more hit. */
  static Engagement with(Engagement before, JudgedHit hit) {
    return switch (hit.kind()) {
      case UNSUBSCRIBE -> before.withUnsubscribe();
      case CLICK, OPEN ->
          before.with(
              new Engagement.Recent(
                  new ObservedHit(hit.kind(), hit.link(), hit.at(), hit.signs(), hit.visitor()),
                  hit.verdict(),
                  hit.rules()),
              hit.links());
    };
  }

  private static Token.Kind kind(RecipientHit hit) {
    return hit.hit().token().kind();
  }

  private static EngagementKey key(RecipientHit hit) {
    return new EngagementKey(hit.campaign(), hit.hit().token().rowHash());
  }
}
