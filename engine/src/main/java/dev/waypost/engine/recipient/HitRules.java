package dev.waypost.engine.recipient;

import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.recipient.Recipient.EngagementKey;
import dev.waypost.engine.recipient.Recipient.Mark;
import dev.waypost.engine.recipient.RecipientEvent.HitsApplied;
import dev.waypost.engine.recipient.RecipientEvent.HitsReclassified;
import dev.waypost.engine.recipient.RecipientEvent.Proof;
import dev.waypost.engine.recipient.RecipientEvent.Resolved;
import dev.waypost.engine.recipient.RecipientEvent.TestHitsApplied;
import dev.waypost.engine.recipient.RecipientRequest.RecipientHit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a recipient does with hits: which of a list are new, what follows from them, and what is
 * remembered. {@link Judging} and {@link TestHits} say what they are.
 */
final class HitRules {
  /** Hits that are judged at a time; a longer list is taken as several. */
  private static final int HITS_AT_ONCE = Engagement.RECENT_MAX;

  private HitRules() {}

  /** Hits that an edge's mark covers are passed over, so that a list may come twice. */
  static List<RecipientEvent> apply(
      Recipient recipient, RecipientRequest.ApplyHits request, Instant at) {
    var log = request.log();
    var mark = recipient.marks().getOrDefault(log.edge(), new Mark(0, 0));
    var fresh = request.hits().stream().filter(h -> !mark.covers(log, h.number())).toList();
    var events = new ArrayList<RecipientEvent>();
    var state = recipient;
    for (var from = 0; from < fresh.size(); from += HITS_AT_ONCE) {
      var part = fresh.subList(from, Math.min(from + HITS_AT_ONCE, fresh.size()));
      for (var event : applyAtOnce(state, log, part, at)) {
        events.add(event);
        state = Recipient.evolve(state, event);
      }
    }
    return events;
  }

  private static List<RecipientEvent> applyAtOnce(
      Recipient recipient, HitLog.LogId log, List<RecipientHit> fresh, Instant at) {
    var upTo = fresh.getLast().number();
    var tests = fresh.stream().filter(HitRules::isTest).toList();
    var real = fresh.stream().filter(hit -> !isTest(hit)).toList();
    var events = new ArrayList<RecipientEvent>();
    if (!tests.isEmpty()) {
      events.add(new TestHitsApplied(log, upTo, TestHits.judged(tests), at));
    }
    if (!real.isEmpty()) {
      events.addAll(applyReal(recipient, log, upTo, real, at));
    }
    return events;
  }

  private static boolean isTest(RecipientHit hit) {
    return hit.hit().token().stage() == Token.Stage.TEST;
  }

  private static List<RecipientEvent> applyReal(
      Recipient recipient, HitLog.LogId log, long upTo, List<RecipientHit> fresh, Instant at) {
    var judging = new Judging(recipient);
    fresh.forEach(judging::observe);
    var judged = judging.judge();

    var events = new ArrayList<RecipientEvent>();
    if (!judged.reclassified().isEmpty()) {
      events.add(new HitsReclassified(judged.reclassified(), Judging.RULES, at));
    }
    events.add(new HitsApplied(log, upTo, judged.hits(), at));
    fresh.stream()
        .filter(h -> h.hit().token().kind() == Token.Kind.UNSUBSCRIBE)
        .findFirst()
        .map(h -> SuppressionRules.unsubscribed(recipient, h.campaign(), h.hit().at(), at))
        .ifPresent(events::addAll);
    fresh.stream()
        .flatMap(h -> proven(recipient, h).stream())
        .distinct()
        .forEach(m -> events.add(new Resolved(m.id().origin(), m.id().campaign(), at, Proof.HIT)));
    return events;
  }

  /** A hit on a mail that is held in doubt proves that it arrived, whoever made it. */
  private static Optional<Mailing> proven(Recipient recipient, RecipientHit hit) {
    return recipient.mailings().values().stream()
        .filter(m -> m.state() == MailingState.IN_DOUBT && !m.id().origin().isTest())
        .filter(m -> m.id().campaign().equals(hit.campaign()))
        .filter(m -> m.id().rowHash() == hit.hit().token().rowHash())
        .findFirst();
  }

  /**
   * What a delivery says about earlier hits: some were made before the server had the mail. A test
   * says nothing about hits of the mail that it is a test of.
   */
  static List<RecipientEvent> delivered(
      Recipient recipient, Mailing.Attempting attempting, Instant at) {
    if (attempting.id().origin().isTest()) {
      return List.of();
    }
    var key = new EngagementKey(attempting.id().campaign(), attempting.id().rowHash());
    var reclassified = Judging.delivered(recipient, key, at);
    return reclassified.isEmpty()
        ? List.of()
        : List.of(new HitsReclassified(reclassified, Judging.RULES, at));
  }

  static Recipient evolve(Recipient recipient, HitsApplied applied) {
    var all = Engagements.of(recipient.engagements());
    var folded = recipient.folded();
    for (var hit : applied.hits()) {
      var key = new EngagementKey(hit.campaign(), hit.rowHash());
      var before = all.get(key);
      if (before == null) { // what is not folded is nowhere else
        before = recipient.engagement(key);
        folded = folded.without(key);
      }
      all = all.with(key, Judging.with(before, hit).touched(applied.at()));
    }
    return marked(recipient.withEngagements(all, folded), applied.log(), applied.upTo());
  }

  static Recipient evolve(Recipient recipient, TestHitsApplied applied) {
    return marked(recipient, applied.log(), applied.upTo());
  }

  static Recipient evolve(Recipient recipient, HitsReclassified reclassified) {
    var all = Engagements.of(recipient.engagements());
    for (var hit : reclassified.hits()) {
      var key = new EngagementKey(hit.campaign(), hit.rowHash());
      var before = all.get(key);
      if (before != null) {
        all = all.with(key, before.reclassified(hit).touched(reclassified.at()));
      }
    }
    return recipient.withEngagements(all, recipient.folded());
  }

  private static Recipient marked(Recipient recipient, HitLog.LogId log, long upTo) {
    return recipient.withMark(log.edge(), new Mark(log.generation(), upTo));
  }
}
