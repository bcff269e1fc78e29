package dev.waypost.engine.delivery;

import dev.waypost.engine.id.AttemptId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.RowKey;
import java.time.Instant;

/**
 * All that a courier needs to know to try a mailing; never personal data.
 *
 * @param date what the mail's Date header says, the same on every try
 */
public record AttemptWish(
    AttemptId attempt, CampaignId campaign, int contentVersion, RowKey row, Instant date) {}
