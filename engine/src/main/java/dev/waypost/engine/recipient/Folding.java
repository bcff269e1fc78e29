package dev.waypost.engine.recipient;

import dev.waypost.engine.recipient.Recipient.EngagementKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * When a mailing that is over, and the hits of a mail, shrink to what still matters. Nothing that
 * is asked later gets another answer by it, but that a mail that is tried again then bears the date
 * of that request: so it does not matter which events saw it folded and which did not, nor that the
 * length of time is a setting.
 */
final class Folding {
  /**
   * Mailings in full. Of more the oldest that are over fold at once: whoever gets hundreds of mails
   * in 90 days must not make each event as large as a book.
   */
  static final int MAILINGS_MAX = 512;

  /**
   * Mails whose hits are kept as evidence; of more those that were hit longest ago fold at once.
   */
  static final int ENGAGEMENTS_MAX = 128;

  private static final Comparator<Entry<EngagementKey, Engagement>> BY_AGE =
      Comparator.comparing((Entry<EngagementKey, Engagement> entry) -> entry.getValue().at())
          .thenComparing(entry -> entry.getKey().campaign())
          .thenComparing(entry -> entry.getKey().rowHash());

  private Folding() {}

  /** The recipient with all folded that has rested since {@code before} or longer. */
  static Recipient fold(Recipient recipient, Instant before) {
    var mailings = mailings(recipient, before);
    var engagements = engagements(recipient, before);
    if (mailings.isEmpty() && engagements.isEmpty()) {
      return recipient;
    }
    var rest = recipient.mailings().values().stream().filter(isNoneOf(mailings)).toList();
    var live = new HashMap<>(recipient.engagements());
    engagements.forEach(entry -> live.remove(entry.getKey()));
    return new Recipient(
        Mailings.of(rest),
        live,
        recipient.suppressions(),
        recipient.marks(),
        recipient
            .folded()
            .with(
                mailings.stream().map(Folding::folded).toList(),
                engagements.stream()
                    .map(entry -> folded(entry.getKey(), entry.getValue()))
                    .filter(FoldedEngagement::saysSomething)
                    .toList()));
  }

  private static Predicate<Mailing> isNoneOf(List<Mailing> mailings) {
    var gone = Collections.<Mailing>newSetFromMap(new IdentityHashMap<>());
    gone.addAll(mailings);
    return mailing -> !gone.contains(mailing);
  }

  /** Oldest first. */
  private static List<Mailing> mailings(Recipient recipient, Instant before) {
    var surplus = recipient.mailings().size() - MAILINGS_MAX;
    var folding = new ArrayList<Mailing>(0);
    for (var mailing : recipient.mailings().values()) {
      var over = mailing.over();
      if (over.isPresent() && (folding.size() < surplus || !over.get().isAfter(before))) {
        folding.add(mailing);
      }
    }
    return folding;
  }

  /** Longest ago first; one as good as another by its key, so that all that replay agree. */
  private static List<Entry<EngagementKey, Engagement>> engagements(
      Recipient recipient, Instant before) {
    var all = recipient.engagements();
    var surplus = all.size() - ENGAGEMENTS_MAX;
    if (surplus <= 0 && areAfter(before, all.values())) {
      return List.of();
    }
    var folding = new ArrayList<Entry<EngagementKey, Engagement>>();
    for (var entry : all.entrySet().stream().sorted(BY_AGE).toList()) {
      if (folding.size() < surplus || !entry.getValue().at().isAfter(before)) {
        folding.add(entry);
      }
    }
    return folding;
  }

  /** Asked with each event, so a loop. */
  private static boolean areAfter(Instant before, Collection<Engagement> engagements) {
    for (var engagement : engagements) {
      if (!engagement.at().isAfter(before)) {
        return false;
      }
    }
    return true;
  }

  private static FoldedMailing folded(Mailing mailing) {
    var origin = mailing.id().origin();
    return new FoldedMailing(
        Folded.fingerprint(mailing.id().campaign()),
        Folded.fingerprint(origin),
        FoldedMailing.Stage.of(origin),
        mailing.state(),
        mailing instanceof Mailing.Bounced bounced ? Optional.of(bounced.kind()) : Optional.empty(),
        Math.min(mailing.tries().number(), FoldedMailing.TRIES_MAX));
  }

  private static FoldedEngagement folded(EngagementKey key, Engagement engagement) {
    return FoldedEngagement.of(Folded.fingerprint(key), engagement);
  }
}
