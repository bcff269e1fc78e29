package dev.waypost.engine.delivery;

import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a page asks for when it drives a row: the mailing and the campaign's policies as they are
 * under the release.
 *
 * @param claim whether the row owns its id in the campaign, and who else has its address
 * @param kind who suppresses it
 * @param content which version of the campaign's content is sent, by its link table
 * @param expireMailAt no attempt starts after it
 * @param pausedFor how long the campaign has been paused in all; stops the give-up clock
 */
public record MailingOrder(
    MailingId mailing,
    Claim claim,
    MailKind kind,
    LinkTableId content,
    WhenInDoubt whenInDoubt,
    Optional<Instant> expireMailAt,
    Duration pausedFor) {
  /** What the row is to the other rows of its campaign. */
  public enum Claim {
    /** The first with its id, and as far as its page could see with its address. */
    OWNED,
    /** An earlier row has its id. */
    LOST,
    /** The first with its id; an earlier row that owns another id has its address. */
    SECOND
  }

  public Origin origin() {
    return mailing.origin();
  }
}
