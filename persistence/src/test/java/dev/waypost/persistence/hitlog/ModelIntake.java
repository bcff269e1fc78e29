package dev.waypost.persistence.hitlog;

import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.link.HitIntake;
import dev.waypost.engine.link.HitLog.LogId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Recipients that keep a mark per edge, as the real ones do, behind a connection that may fail
 * before or after they have applied a list. Records what they apply, and every breach of the port's
 * rules.
 */
final class ModelIntake implements HitIntake {
  private final Map<RecipientKey, Confirmed> marks = new HashMap<>();
  private final Map<RecipientKey, List<Integer>> applied = new HashMap<>();
  private final Set<RecipientKey> underWay = new HashSet<>();
  private final List<String> breaches = new ArrayList<>();
  private final List<RecipientKey> calls = new ArrayList<>();
  private final RandomGenerator random;
  private final Executor replies;
  private double failures;
  private CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

  ModelIntake(RandomGenerator random, Executor replies) {
    this.random = random;
    this.replies = replies;
  }

  /** From now on so many of the calls fail, half of them after they had their effect. */
  synchronized void failing(double share) {
    failures = share;
  }

  /** From now on nothing is answered until the gate completes. */
  synchronized void answerAfter(CompletableFuture<Void> opened) {
    gate = opened;
  }

  synchronized List<Integer> applied(int recipient) {
    return List.copyOf(applied.getOrDefault(Hits.recipient(recipient), List.of()));
  }

  synchronized List<String> breaches() {
    return List.copyOf(breaches);
  }

  synchronized List<RecipientKey> calls() {
    return List.copyOf(calls);
  }

  /** The recipients forget everything that came after so many hits, as after a lost database. */
  synchronized void forget() {
    marks.clear();
    applied.clear();
  }

  /** This intake as one process sees it: fails without effect once that process is gone. */
  HitIntake until(CompletableFuture<Void> gone) {
    return (recipient, log, hits) -> gone.isDone() ? failed("gone") : apply(recipient, log, hits);
  }

  @Override
  public synchronized CompletionStage<Receipt> apply(
      RecipientKey recipient, LogId log, List<LoggedHit> hits) {
    calls.add(recipient);
    if (!underWay.add(recipient)) {
      breaches.add("two lists of " + recipient + " under way");
    }
    var fails = random.nextDouble() < failures;
    if (!fails || random.nextBoolean()) {
      take(recipient, log, hits);
    }
    var receipt = new Receipt(hits.size(), 0);
    return gate.thenApplyAsync(
        open -> {
          finished(recipient);
          if (fails) {
            throw new IllegalStateException("nobody answers");
          }
          return receipt;
        },
        replies);
  }

  private synchronized void finished(RecipientKey recipient) {
    underWay.remove(recipient);
  }

  private void take(RecipientKey recipient, LogId log, List<LoggedHit> hits) {
    var before = 0L;
    for (var hit : hits) {
      if (hit.number() <= before || !hit.hit().token().recipient().equals(recipient)) {
        breaches.add("a list that is not one recipient's in order: " + hits);
      }
      before = hit.number();
      var mark = marks.getOrDefault(recipient, Confirmed.NOTHING);
      if (!mark.covers(log.generation(), hit.number())) {
        marks.put(recipient, new Confirmed(log.generation(), hit.number()));
        applied.computeIfAbsent(recipient, r -> new ArrayList<>()).add(hit.hit().agent());
      }
    }
  }

  private static CompletionStage<Receipt> failed(String why) {
    return CompletableFuture.failedFuture(new IllegalStateException(why));
  }
}
