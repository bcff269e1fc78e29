package dev.waypost.engine.delivery;

import dev.waypost.engine.id.AttemptId;
import dev.waypost.engine.id.CampaignId;
import java.time.Instant;

/**
 * All that a courier needs to know to try a mailing; never personal data. The courier gives it back
 * when it holds a connection, so the recipient need not remember it.
 *
 * @param date what the mail's Date header says, the same on every try
 */
public record AttemptWish(AttemptId attempt, MailingOrder order, Instant date) {
  public CampaignId campaign() {
    return new CampaignId(attempt.recipient().sender(), order.mailing().campaign());
  }
}
