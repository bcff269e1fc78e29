package dev.waypost.engine.recipient;

import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.recipient.RecipientEvent.AttemptAbandoned;
import dev.waypost.engine.recipient.RecipientEvent.AttemptStarted;
import dev.waypost.engine.recipient.RecipientEvent.Closed;
import dev.waypost.engine.recipient.RecipientEvent.Doubted;
import dev.waypost.engine.recipient.RecipientEvent.MailingMoved;
import dev.waypost.engine.recipient.RecipientEvent.Requeued;
import dev.waypost.engine.recipient.RecipientEvent.Resolved;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Where an event takes a mailing. */
final class MailingMoves {
  private static final Duration NO_PAUSE = Duration.ZERO;

  private MailingMoves() {}

  /** Throws on an event that cannot follow where the mailing stands. */
  static Mailing after(Recipient recipient, MailingMoved moved) {
    var current = recipient.stateOf(moved.origin());
    if (current != moved.from()) {
      throw new IllegalStateException(
          "mailing " + moved.origin() + " is " + current + ", and the event says " + moved);
    }
    return switch (moved) {
      case AttemptStarted started -> attemptStarted(recipient, started);
      case AttemptAbandoned abandoned -> {
        var attempting = (Mailing.Attempting) known(recipient, abandoned.origin());
        yield owed(attempting, abandoned.to(), attempting.due());
      }
      case RecipientEvent.Delivered delivered ->
          delivered(
              known(recipient, delivered.origin()), delivered.at(), Optional.of(delivered.at()));
      case RecipientEvent.Deferred deferred -> {
        var mailing = known(recipient, deferred.origin());
        yield new Mailing.Deferred(mailing.id(), mailing.tries(), deferred.due());
      }
      case RecipientEvent.Bounced bounced -> {
        var mailing = known(recipient, bounced.origin());
        yield new Mailing.Bounced(mailing.id(), mailing.tries(), bounced.kind(), bounced.at());
      }
      case Doubted doubted -> doubted(known(recipient, doubted.origin()), doubted);
      case Resolved resolved ->
          delivered(known(recipient, resolved.origin()), resolved.at(), Optional.empty());
      case Requeued requeued ->
          recipient.mailings().containsKey(requeued.origin())
              ? requeued(known(recipient, requeued.origin()), requeued)
              : unfolded(recipient, requeued);
      case Closed closed ->
          new Mailing.Closed(
              closed.mailing(),
              triesOf(recipient, closed.origin(), closed.at()),
              closed.to(),
              closed.at());
    };
  }

  private static Mailing attemptStarted(Recipient recipient, AttemptStarted started) {
    var before = recipient.mailings().get(started.origin());
    var tries =
        before == null || before.tries().number() == 0
            ? new Tries(
                started.number(),
                started.date(),
                started.at(),
                started.pausedFor(),
                started.whenInDoubt())
            : new Tries(
                started.number(),
                before.tries().date(),
                before.tries().since(),
                before.tries().pausedBefore(),
                started.whenInDoubt());
    return new Mailing.Attempting(
        started.mailing(),
        tries,
        started.incarnation(),
        started.from(),
        recipient.dueOf(started.origin()).orElse(started.at()));
  }

  private static Mailing requeued(Mailing mailing, Requeued requeued) {
    var tries = mailing.tries().since(requeued.at());
    return requeued.to() == MailingState.WAITING
        ? new Mailing.Waiting(mailing.id(), tries)
        : new Mailing.Deferred(mailing.id(), tries, requeued.at());
  }

  /** Its date and its row are not known any more: the next attempt begins with its own. */
  private static Mailing unfolded(Recipient recipient, Requeued requeued) {
    var folded =
        recipient.folded().find(requeued.origin()).orElseThrow(() -> unknown(requeued.origin()));
    var tries =
        new Tries(folded.tries(), requeued.at(), requeued.at(), NO_PAUSE, WhenInDoubt.RETRY);
    var id = new MailingRef(requeued.origin(), requeued.campaign(), 0);
    return requeued.to() == MailingState.WAITING
        ? new Mailing.Waiting(id, tries)
        : new Mailing.Deferred(id, tries, requeued.at());
  }

  private static Mailing owed(Mailing mailing, MailingState to, Instant due) {
    return switch (to) {
      case WAITING -> new Mailing.Waiting(mailing.id(), mailing.tries());
      case DEFERRED -> new Mailing.Deferred(mailing.id(), mailing.tries(), due);
      case ATTEMPTING,
          DELIVERED,
          BOUNCED,
          EXPIRED,
          SUPPRESSED,
          DUPLICATE,
          FAILED,
          CANCELLED,
          IN_DOUBT ->
          throw new IllegalStateException(
              "a mailing is owed a try as waiting or deferred, not " + to);
    };
  }

  private static Mailing delivered(Mailing mailing, Instant at, Optional<Instant> arrived) {
    return new Mailing.Delivered(mailing.id(), mailing.tries(), at, arrived);
  }

  private static Mailing doubted(Mailing mailing, Doubted doubted) {
    return switch (doubted.next()) {
      case RETRY -> new Mailing.Deferred(mailing.id(), mailing.tries(), doubted.due());
      case ASSUME_DELIVERED -> delivered(mailing, doubted.at(), Optional.empty());
      case HOLD -> new Mailing.InDoubt(mailing.id(), mailing.tries());
    };
  }

  private static Mailing known(Recipient recipient, Origin origin) {
    var mailing = recipient.mailings().get(origin);
    if (mailing == null) {
      throw unknown(origin);
    }
    return mailing;
  }

  private static IllegalStateException unknown(Origin origin) {
    return new IllegalStateException("an event speaks of a mailing that has not begun: " + origin);
  }

  private static Tries triesOf(Recipient recipient, Origin origin, Instant at) {
    var mailing = recipient.mailings().get(origin);
    return mailing == null ? new Tries(0, at, at, NO_PAUSE, WhenInDoubt.RETRY) : mailing.tries();
  }
}
