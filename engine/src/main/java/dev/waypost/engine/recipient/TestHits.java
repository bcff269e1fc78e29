package dev.waypost.engine.recipient;

import dev.waypost.engine.link.Judgement;
import dev.waypost.engine.link.ObservedHit;
import dev.waypost.engine.link.ObservedMail;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.link.VerdictRules;
import dev.waypost.engine.link.Visitor;
import dev.waypost.engine.recipient.Recipient.EngagementKey;
import dev.waypost.engine.recipient.RecipientEvent.JudgedHit;
import dev.waypost.engine.recipient.RecipientRequest.RecipientHit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges hits of test mails by those that come with them: nothing is remembered of them, none is
 * the first of anything, and no verdict is taken back.
 */
final class TestHits {
  private TestHits() {}

  /** In their order. */
  static List<JudgedHit> judged(List<RecipientHit> hits) {
    var byMail = new HashMap<EngagementKey, List<RecipientHit>>();
    for (var hit : hits) {
      if (hit.hit().token().kind() != Token.Kind.UNSUBSCRIBE) {
        byMail.computeIfAbsent(key(hit), k -> new ArrayList<>()).add(hit);
      }
    }
    var judgements = new HashMap<Long, Judgement>();
    byMail.values().forEach(of -> judge(of, judgements));
    return hits.stream().map(hit -> judged(hit, judgements)).toList();
  }

  private static void judge(List<RecipientHit> ofOneMail, Map<Long, Judgement> to) {
    var observed = ofOneMail.stream().map(hit -> ObservedHit.of(hit.hit())).toList();
    var judgements =
        VerdictRules.judge(
            observed, new ObservedMail(ofOneMail.getFirst().links(), Optional.empty()));
    for (var i = 0; i < ofOneMail.size(); i++) {
      to.put(ofOneMail.get(i).number(), judgements.get(i));
    }
  }

  private static JudgedHit judged(RecipientHit hit, Map<Long, Judgement> judgements) {
    var token = hit.hit().token();
    var judgement = judgements.getOrDefault(hit.number(), new Judgement(Verdict.UNKNOWN, Set.of()));
    return new JudgedHit(
        token.kind(),
        hit.campaign(),
        token.rowHash(),
        token.link(),
        hit.hit().at(),
        hit.hit().signs(),
        Visitor.NONE,
        0,
        judgement.verdict(),
        judgement.reasons(),
        VerdictRules.VERSION,
        Set.of());
  }

  private static EngagementKey key(RecipientHit hit) {
    return new EngagementKey(hit.campaign(), hit.hit().token().rowHash());
  }
}
