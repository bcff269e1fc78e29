package dev.waypost.engine.recipient;

import dev.waypost.engine.delivery.MailKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One reason why a recipient gets no mail.
 *
 * @param since to the millisecond
 * @param campaign the campaign that it came from, if any
 */
public record Suppression(Reason reason, Instant since, Optional<String> campaign) {
  /** As fine as exports tell it, so that what is exported and imported again is the same. */
  public Suppression {
    since = since.truncatedTo(ChronoUnit.MILLIS);
  }

  /** Of two with the same reason the earlier one; one that names no campaign takes the other's. */
  public Suppression earlier(Suppression other) {
    return other.since.isBefore(since)
        ? new Suppression(reason, other.since, other.campaign.or(() -> campaign))
        : new Suppression(reason, since, campaign.or(() -> other.campaign));
  }

  /** Why. The order is that of the bytes in the journal: only append. */
  public enum Reason {
    UNSUBSCRIBED,
    BOUNCED,
    COMPLAINED,
    MANUAL;

    /**
     * Whether mail of that kind is held back. Transactional mail only by what says that it would
     * not arrive or that its reader called it spam.
     */
    boolean holdsBack(MailKind kind) {
      return switch (kind) {
        case BROADCAST -> true;
        case TRANSACTIONAL ->
            switch (this) {
              case UNSUBSCRIBED, MANUAL -> false;
              case BOUNCED, COMPLAINED -> true;
            };
      };
    }
  }
}
