package dev.waypost.persistence.audit;

import dev.waypost.engine.id.Origin;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.RecipientEvent.MailingMoved;
import java.util.HashSet;
import java.util.Set;

/** One recipient lives again, event by event, and is watched for mails too many. One thread. */
final class RecipientReplay {
  private final Set<Origin> delivered = new HashSet<>();
  private Recipient state = Recipient.EMPTY;
  private long mailedTwice;

  Recipient state() {
    return state;
  }

  /** Deliveries, or attempts after a delivery, that nobody asked for. */
  long mailedTwice() {
    return mailedTwice;
  }

  /**
   * Takes the next event.
   *
   * @throws IllegalStateException when it cannot follow; then it is left out
   */
  void add(RecipientEvent event) {
    if (event instanceof MailingMoved moved) {
      watch(moved);
    }
    state = Recipient.evolve(state, event);
  }

  /** An attempt that ended in doubt may have delivered: what follows it is no mistake. */
  private void watch(MailingMoved moved) {
    switch (moved) {
      case RecipientEvent.AttemptStarted started -> {
        if (delivered.contains(started.origin())) {
          mailedTwice++;
        }
      }
      case RecipientEvent.Delivered arrived -> {
        if (!delivered.add(arrived.origin())) {
          mailedTwice++;
        }
      }
      case RecipientEvent.Bounced bounced -> delivered.remove(bounced.origin());
      case RecipientEvent.Requeued requeued -> delivered.remove(requeued.origin());
      case RecipientEvent.AttemptAbandoned abandoned -> {}
      case RecipientEvent.Deferred deferred -> {}
      case RecipientEvent.Doubted doubted -> {}
      case RecipientEvent.Resolved resolved -> {}
      case RecipientEvent.Closed closed -> {}
    }
  }
}
