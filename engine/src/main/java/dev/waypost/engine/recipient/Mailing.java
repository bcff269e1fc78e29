package dev.waypost.engine.recipient;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.id.Incarnation;
import java.time.Instant;
import java.util.Optional;

/**
 * One campaign to one recipient, in one of its phases. A mailing that has had no event yet is not
 * there: waiting.
 */
public sealed interface Mailing {
  MailingRef id();

  MailingState state();

  /** A further try is owed at {@code due}. */
  record Deferred(MailingRef id, Tries tries, Instant due) implements Mailing {
    @Override
    public MailingState state() {
      return MailingState.DEFERRED;
    }
  }

  /**
   * An attempt was begun without a word to the other side, or somebody asked for the first try of a
   * closed one.
   */
  record Waiting(MailingRef id, Tries tries) implements Mailing {
    @Override
    public MailingState state() {
      return MailingState.WAITING;
    }
  }

  /**
   * The courier of that incarnation owns an attempt.
   *
   * @param before where the mailing goes back to if nothing was said to the other side
   * @param due when the attempt was due, for going back
   */
  record Attempting(
      MailingRef id, Tries tries, Incarnation incarnation, MailingState before, Instant due)
      implements Mailing {
    @Override
    public MailingState state() {
      return MailingState.ATTEMPTING;
    }
  }

  /**
   * A server has the mail.
   *
   * @param at since when that is known
   * @param arrived when the server said so; empty when it follows from something else: a policy,
   *     somebody's word, a hit
   */
  record Delivered(MailingRef id, Tries tries, Instant at, Optional<Instant> arrived)
      implements Mailing {
    @Override
    public MailingState state() {
      return MailingState.DELIVERED;
    }
  }

  record Bounced(MailingRef id, Tries tries, BounceKind kind, Instant at) implements Mailing {
    @Override
    public MailingState state() {
      return MailingState.BOUNCED;
    }
  }

  /** Held: somebody has to say, or a hit to prove, whether it arrived. */
  record InDoubt(MailingRef id, Tries tries) implements Mailing {
    @Override
    public MailingState state() {
      return MailingState.IN_DOUBT;
    }
  }

  /** Over without a delivery: expired, suppressed, duplicate, failed or cancelled. */
  record Closed(MailingRef id, Tries tries, MailingState state, Instant at) implements Mailing {
    public Closed {
      switch (state) {
        case EXPIRED, SUPPRESSED, DUPLICATE, FAILED, CANCELLED -> {}
        case WAITING, ATTEMPTING, DEFERRED, DELIVERED, BOUNCED, IN_DOUBT ->
            throw new IllegalArgumentException("a mailing does not close as " + state);
      }
    }
  }

  Tries tries();

  /** Since when nothing is left to do; empty while something is, and while it is held in doubt. */
  default Optional<Instant> over() {
    return switch (this) {
      case Delivered m -> Optional.of(m.at());
      case Bounced m -> Optional.of(m.at());
      case Closed m -> Optional.of(m.at());
      case Deferred m -> Optional.empty();
      case Waiting m -> Optional.empty();
      case Attempting m -> Optional.empty();
      case InDoubt m -> Optional.empty();
    };
  }
}
