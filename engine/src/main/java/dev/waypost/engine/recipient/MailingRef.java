package dev.waypost.engine.recipient;

import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.id.Origin;

/**
 * Which of a recipient's mailings: as much of {@link MailingId} as the recipient remembers.
 *
 * @param rowHash what tokens carry of the row; 0 between the request for another try of a folded
 *     mailing and the attempt, which says it again
 */
public record MailingRef(Origin origin, String campaign, int rowHash) {
  public static MailingRef of(MailingId mailing) {
    return new MailingRef(mailing.origin(), mailing.campaign(), mailing.row().hash());
  }
}
