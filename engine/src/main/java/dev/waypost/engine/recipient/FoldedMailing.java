package dev.waypost.engine.recipient;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.id.Origin;
import java.util.Optional;

/**
 * What is left of a mailing that has long been over: enough to say that it was, and how it ended.
 *
 * @param campaign fingerprint of its campaign
 * @param origin fingerprint of where it came from
 * @param tries how many attempts it had, at most {@link #TRIES_MAX}
 * @param bounce how it bounced, if it did
 */
public record FoldedMailing(
    long campaign,
    long origin,
    Stage stage,
    MailingState state,
    Optional<BounceKind> bounce,
    int tries) {
  /** More attempts than that count as so many. */
  public static final int TRIES_MAX = (1 << 20) - 1;

  private static final int STATE_BITS = 4;
  private static final int BOUNCE_BITS = 2;
  private static final int STAGE_SHIFT = STATE_BITS + BOUNCE_BITS;
  private static final int TRIES_SHIFT = STAGE_SHIFT + 1;

  /** Whether it is a test, which stands in no other mailing's way. The order is that of bytes. */
  public enum Stage {
    REAL,
    TEST;

    static Stage of(Origin origin) {
      return origin.isTest() ? TEST : REAL;
    }
  }

  public FoldedMailing {
    if (!state.isFinal()) {
      throw new IllegalArgumentException("only what is over folds, got " + state);
    }
    if (bounce.isPresent() != (state == MailingState.BOUNCED)) {
      throw new IllegalArgumentException("a mailing that is " + state + " has bounce " + bounce);
    }
    if (!(tries >= 0 && tries <= TRIES_MAX)) {
      throw new IllegalArgumentException("tries must be 0.." + TRIES_MAX + ", got " + tries);
    }
  }

  /** Whether another mailing of a broadcast would be one too many. */
  boolean isInTheWay() {
    return stage == Stage.REAL && state != MailingState.DUPLICATE;
  }

  /** All but the fingerprints in one number, as snapshots have it. */
  public int standing() {
    var kind = bounce.map(b -> b.ordinal() + 1).orElse(0);
    return state.ordinal()
        | kind << STATE_BITS
        | stage.ordinal() << STAGE_SHIFT
        | tries << TRIES_SHIFT;
  }

  /**
   * The mailing of that {@link #standing}.
   *
   * @throws IllegalArgumentException when there is no such standing
   */
  public static FoldedMailing of(long campaign, long origin, int standing) {
    var kind = standing >>> STATE_BITS & (1 << BOUNCE_BITS) - 1;
    return new FoldedMailing(
        campaign,
        origin,
        Stage.values()[standing >>> STAGE_SHIFT & 1],
        state(standing & (1 << STATE_BITS) - 1),
        kind == 0 ? Optional.empty() : Optional.of(BounceKind.values()[kind - 1]),
        standing >>> TRIES_SHIFT);
  }

  private static MailingState state(int ordinal) {
    var states = MailingState.values();
    if (!(ordinal < states.length)) {
      throw new IllegalArgumentException("no state has the number " + ordinal);
    }
    return states[ordinal];
  }
}
