package dev.waypost.engine.delivery;

import dev.waypost.engine.id.AttemptId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.RowKey;
import java.time.Instant;

/**
 * All that a courier needs to know to try a mailing; never personal data.
 *
 * @param content which version of the campaign's content is sent, by its link table
 * @param date what the mail's Date header says, the same on every try
 */
public record AttemptWish(
    AttemptId attempt, CampaignId campaign, LinkTableId content, RowKey row, Instant date) {}
