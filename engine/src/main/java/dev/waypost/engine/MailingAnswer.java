package dev.waypost.engine;

import dev.waypost.engine.campaign.CampaignRejection;
import dev.waypost.engine.recipient.MailingState;

/** What a request on one mailing comes to. */
public sealed interface MailingAnswer {
  /** It is under way. */
  record Accepted() implements MailingAnswer {}

  record Unknown() implements MailingAnswer {}

  record WrongState(MailingState state) implements MailingAnswer {}

  /** Its campaign does not allow it. */
  record Refused(CampaignRejection reason) implements MailingAnswer {}
}
