package dev.waypost.engine.recipient;

import dev.waypost.engine.link.Judgement;
import dev.waypost.engine.link.ObservedHit;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.link.VerdictRules;
import dev.waypost.engine.recipient.Recipient.EngagementKey;
import dev.waypost.engine.recipient.RecipientEvent.First;
import dev.waypost.engine.recipient.RecipientEvent.JudgedHit;
import dev.waypost.engine.recipient.RecipientEvent.Reclassified;
import dev.waypost.engine.recipient.RecipientRequest.RecipientHit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges a list of new hits together with what is remembered of each mailing. Lives for one
 * decision. A verdict that once is a machine's stays so: hits only add to a pattern.
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

  /** The engagement under its new verdicts, without the new hits. */
  private Engagement judgeMail(
      EngagementKey key,
      List<RecipientHit> hits,
      Map<RecipientHit, Judgement> verdicts,
      List<Reclassified> reclassified) {
    var engagement = recipient.engagements().getOrDefault(key, Engagement.NONE);
    var visits = hits.stream().filter(h -> kind(h) != Token.Kind.UNSUBSCRIBE).toList();
    var observed = new ArrayList<>(engagement.observed());
    visits.forEach(h -> observed.add(ObservedHit.of(h.hit())));
    var links = hits.getFirst().links();
    var judgements = VerdictRules.judge(observed, links);
    var remembered = engagement.recent().size();
    for (var i = 0; i < visits.size(); i++) {
      verdicts.put(visits.get(i), judgements.get(remembered + i));
    }
    for (var i = 0; i < remembered; i++) {
      var before = engagement.recent().get(i);
      if (judgements.get(i).verdict() == Verdict.MACHINE && before.verdict() != Verdict.MACHINE) {
        var change = change(key, engagement, before, judgements.get(i));
        reclassified.add(change);
        engagement = engagement.reclassified(change);
      }
    }
    return engagement;
  }

  private static Reclassified change(
      EngagementKey key, Engagement engagement, Engagement.Recent before, Judgement judgement) {
    var hit = before.hit();
    var plain =
        new Reclassified(
            hit.kind(),
            key.campaign(),
            key.rowHash(),
            hit.link(),
            hit.at(),
            before.verdict(),
            judgement.verdict(),
            judgement.reasons(),
            Set.of());
    var after = engagement.reclassified(plain);
    var lost = EnumSet.noneOf(First.class);
    if (!after.isEngaged(hit.kind())) {
      lost.add(First.OF_MAILING);
    }
    if (hit.kind() == Token.Kind.CLICK && !after.isClicked(hit.link())) {
      lost.add(First.OF_LINK);
    }
    return new Reclassified(
        plain.kind(),
        plain.campaign(),
        plain.rowHash(),
        plain.link(),
        plain.hitAt(),
        plain.from(),
        plain.to(),
        plain.reasons(),
        lost);
  }

  private List<JudgedHit> judgedInOrder(
      Map<EngagementKey, Engagement> engagements, Map<RecipientHit, Judgement> verdicts) {
    var judged = new ArrayList<JudgedHit>(fresh.size());
    for (var hit : fresh) {
      var key = key(hit);
      var before = engagements.getOrDefault(key, Engagement.NONE);
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
              new ObservedHit(hit.kind(), hit.link(), hit.at(), hit.signs()), hit.verdict());
    };
  }

  private static Token.Kind kind(RecipientHit hit) {
    return hit.hit().token().kind();
  }

  private static EngagementKey key(RecipientHit hit) {
    return new EngagementKey(hit.campaign(), hit.hit().token().rowHash());
  }
}
