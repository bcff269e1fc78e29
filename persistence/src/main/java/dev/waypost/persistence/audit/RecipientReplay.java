package dev.waypost.persistence.audit;

import dev.waypost.engine.id.Origin;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.RecipientEvent.MailingMoved;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * One recipient lives again, event by event, and is watched for mails too many. It begins where its
 * journal was cut, if it was. One thread.
 */
public final class RecipientReplay {
  /**
   * A mailing that has moved.
   *
   * @param isNew whether nothing had happened to it before the replay began
   * @param before where it stood then
   */
  public record Moved(String campaign, boolean isNew, MailingState before, MailingState now) {
    private Moved since(Moved first) {
      return new Moved(first.campaign, first.isNew, first.before, now);
    }
  }

  private final Recipient begin;
  private final BiFunction<Recipient, RecipientEvent, Recipient> evolve;
  private final Set<Origin> delivered = new HashSet<>();
  private final Map<Origin, Moved> moved = new LinkedHashMap<>();
  private Recipient state;
  private long mailedTwice;

  private RecipientReplay(
      Recipient begin, BiFunction<Recipient, RecipientEvent, Recipient> evolve) {
    this.begin = begin;
    this.evolve = evolve;
    this.state = begin;
  }

  /**
   * @param begin empty for the first event
   * @param evolve the state after an event
   */
  public static RecipientReplay from(
      Recipient begin, BiFunction<Recipient, RecipientEvent, Recipient> evolve) {
    return new RecipientReplay(begin, evolve);
  }

  public Recipient state() {
    return state;
  }

  /** Mailings that have moved since the beginning, tests too. */
  public Map<Origin, Moved> moved() {
    return moved;
  }

  /** Deliveries, or attempts after a delivery, that nobody asked for. */
  public long mailedTwice() {
    return mailedTwice;
  }

  /**
   * Takes the next event.
   *
   * @throws IllegalStateException when it cannot follow; then it is left out
   */
  public void add(RecipientEvent event) {
    if (event instanceof MailingMoved to) {
      if (!moved.containsKey(to.origin()) && begin.stateOf(to.origin()) == MailingState.DELIVERED) {
        delivered.add(to.origin());
      }
      watch(to);
    }
    state = evolve.apply(state, event);
    if (event instanceof MailingMoved to) {
      moved.merge(to.origin(), first(to), (before, now) -> now.since(before));
    }
  }

  private Moved first(MailingMoved to) {
    var origin = to.origin();
    return new Moved(to.campaign(), !begin.knows(origin), begin.stateOf(origin), to.to());
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
