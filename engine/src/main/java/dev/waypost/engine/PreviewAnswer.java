package dev.waypost.engine;

import dev.waypost.engine.campaign.CampaignRejection;
import dev.waypost.engine.send.Preview;
import dev.waypost.engine.send.TemplateProblem;

/** What a mail would be for one row. */
public sealed interface PreviewAnswer {
  record Shown(Preview preview) implements PreviewAnswer {}

  /** The row cannot be mailed with the campaign's content. */
  record Flawed(TemplateProblem problem) implements PreviewAnswer {}

  record Refused(CampaignRejection reason) implements PreviewAnswer {}
}
