package dev.waypost.engine.report;

import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RowKey;

/**
 * Which mailing's history is wanted. An address may have several mailings of a campaign.
 *
 * @param campaign one of the recipient's sender
 * @param limit most of the recipient's events in that campaign that are read, 1 or more; those
 *     before them are left out
 */
public record TimelineQuery(
    RecipientId recipient, String campaign, Origin origin, RowKey row, int limit) {
  public TimelineQuery {
    if (!(limit >= 1)) {
      throw new IllegalArgumentException("limit must be 1 or more, got " + limit);
    }
  }
}
