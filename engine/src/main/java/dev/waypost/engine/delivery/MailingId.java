package dev.waypost.engine.delivery;

import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RowKey;

/**
 * Which mailing of the recipient: where it comes from, and what it is. The campaign is one of the
 * recipient's sender.
 */
public record MailingId(Origin origin, String campaign, RowKey row) {}
