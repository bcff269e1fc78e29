package dev.waypost.engine.recipient;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.id.Incarnation;
import java.time.Instant;
import java.util.Optional;

/**
 * One campaign to one recipient, in one of its phases. A mailing that has had no event yet is not
 * there: waiting.
 */
public sealed interface Mailing {
  MailingId id();

  MailingState state();

  /** A further try is owed at {@code due}. */
  record Deferred(MailingId id, Tries tries, Instant due) implements Mailing {
    @Override
    public MailingState state() {
      return MailingState.DEFERRED;
    }
  }

  /**
   * An attempt was begun without a word to the other side, or somebody asked for the first try of a
   * closed one.
   */
  record Waiting(MailingId id, Tries tries) implements Mailing {
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
      MailingId id, Tries tries, Incarnation incarnation, MailingState before, Instant due)
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
  record Delivered(MailingId id, Tries tries, Instant at, Optional<Instant> arrived)
      implements Mailing {
    @Override
    public MailingState state() {
      return MailingState.DELIVERED;
    }
  }

  record Bounced(MailingId id, Tries tries, BounceKind kind) implements Mailing {
    @Override
    public MailingState state() {
      return MailingState.BOUNCED;
    }
  }

  /** Held: somebody has to say, or a hit to prove, whether it arrived. */
  record InDoubt(MailingId id, Tries tries) implements Mailing {
    @Override
    public MailingState state() {
      return MailingState.IN_DOUBT;
    }
  }

  /** Over without a delivery: expired, suppressed, duplicate, failed or cancelled. */
  record Closed(MailingId id, Tries tries, MailingState state) implements Mailing {
    public Closed {
      switch (state) {
        case EXPIRED, SUPPRESSED, DUPLICATE, FAILED, CANCELLED -> {}
        case WAITING, ATTEMPTING, DEFERRED, DELIVERED, BOUNCED, IN_DOUBT ->
            throw new IllegalArgumentException("a mailing does not close as " + state);
      }
    }
  }

  Tries tries();
}
