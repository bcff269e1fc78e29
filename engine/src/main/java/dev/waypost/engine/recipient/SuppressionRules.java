package dev.waypost.engine.recipient;

import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.recipient.RecipientEvent.SuppressionAdded;
import dev.waypost.engine.recipient.RecipientEvent.SuppressionImported;
import dev.waypost.engine.recipient.RecipientEvent.SuppressionsRemoved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;

/** Why a recipient gets no mail: what adds a suppression, what lifts it, whom it holds back. */
final class SuppressionRules {
  private SuppressionRules() {}

  /** The suppression because of which the mailing must not go. */
  static Optional<Suppression> holdingBack(Recipient recipient, MailingOrder order) {
    return recipient.suppressions().stream().filter(s -> holdsBack(s.reason(), order)).findFirst();
  }

  /** Nobody who is to get nothing gets a test. */
  private static boolean holdsBack(Suppression.Reason reason, MailingOrder order) {
    return reason.holdsBack(order.kind())
        || (order.origin().isTest() && reason == Suppression.Reason.MANUAL);
  }

  /** Nothing when there is one for that reason. */
  static List<RecipientEvent> add(Recipient recipient, Suppression suppression, Instant at) {
    return recipient.suppressions().stream().anyMatch(s -> s.reason() == suppression.reason())
        ? List.of()
        : List.of(new SuppressionAdded(suppression, at));
  }

  static List<RecipientEvent> unsubscribed(
      Recipient recipient, String campaign, Instant since, Instant at) {
    return add(
        recipient,
        new Suppression(Suppression.Reason.UNSUBSCRIBED, since, Optional.of(campaign)),
        at);
  }

  static List<RecipientEvent> bounced(Recipient recipient, String campaign, Instant at) {
    return add(
        recipient, new Suppression(Suppression.Reason.BOUNCED, at, Optional.of(campaign)), at);
  }

  static List<RecipientEvent> lift(Recipient recipient, Instant at) {
    return recipient.suppressions().isEmpty() ? List.of() : List.of(new SuppressionsRemoved(at));
  }

  /** What is new in the list, or older than what is known. */
  static List<RecipientEvent> importAll(
      Recipient recipient, List<Suppression> imported, Instant at) {
    var events = new ArrayList<RecipientEvent>();
    var known = new EnumMap<Suppression.Reason, Suppression>(Suppression.Reason.class);
    recipient.suppressions().forEach(s -> known.put(s.reason(), s));
    for (var suppression : imported) {
      var before = known.get(suppression.reason());
      var after = before == null ? suppression : before.earlier(suppression);
      if (before == null || after.since().isBefore(before.since())) {
        known.put(after.reason(), after);
        events.add(new SuppressionImported(after, at));
      }
    }
    return events;
  }

  /** One per reason: the later event's takes the place of the earlier one's. */
  static Recipient with(Recipient recipient, Suppression suppression) {
    var all = new ArrayList<>(recipient.suppressions());
    all.removeIf(s -> s.reason() == suppression.reason());
    all.add(suppression);
    return recipient.withSuppressions(all);
  }
}
