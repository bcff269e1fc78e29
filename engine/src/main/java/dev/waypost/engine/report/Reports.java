package dev.waypost.engine.report;

import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.SenderId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The read side. Answers come from views and are a little old; they fail when the database is away.
 * Never blocks.
 */
public interface Reports {
  /** The figures of a campaign; all zero when the view knows nothing of it yet. */
  CompletionStage<CampaignCounts> campaign(CampaignId campaign);

  /** Clicks per link index; links without a click are absent. */
  CompletionStage<Map<Integer, VerdictCounts>> links(CampaignId campaign);

  /**
   * Names of a sender's campaigns, newest first; all that were created before the call.
   *
   * @param after continue behind this one
   */
  CompletionStage<List<CampaignListing>> campaigns(
      SenderId sender, Optional<CampaignListing> after, int limit);

  /** What happened to a mailing; all that was committed before the call. */
  CompletionStage<Timeline> timeline(TimelineQuery query);

  /** A campaign's place in the list. */
  record CampaignListing(String name, Instant createdAt) {}
}
