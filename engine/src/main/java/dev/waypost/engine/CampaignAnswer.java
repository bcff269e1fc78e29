package dev.waypost.engine;

import dev.waypost.engine.campaign.CampaignPhase;
import dev.waypost.engine.campaign.CampaignRejection;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.link.Link;
import dev.waypost.engine.report.CampaignCounts;
import dev.waypost.engine.send.TemplateProblem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a request on a campaign comes to. */
public sealed interface CampaignAnswer {
  /** The campaign as it is now. */
  record Found(CampaignStanding campaign, Novelty novelty) implements CampaignAnswer {}

  /** Nothing happened, for this reason. */
  record Refused(CampaignRejection reason) implements CampaignAnswer {}

  /** The templates cannot be used; nothing was stored. */
  record Invalid(List<TemplateProblem> problems) implements CampaignAnswer {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }

  /** Whether the request made the campaign. */
  enum Novelty {
    NEW,
    KNOWN
  }

  /**
   * A campaign with its figures.
   *
   * @param version of the content, from 1; the entity tag
   * @param accepted rows that count, from the campaign itself
   * @param stateReason why it is in that phase, when that needs a word
   */
  record CampaignStanding(
      CampaignId id,
      CampaignSubmission submission,
      int version,
      CampaignPhase phase,
      Optional<String> stateReason,
      Instant createdAt,
      Optional<Instant> scheduledAt,
      Optional<Instant> launchedAt,
      Optional<Instant> finishedAt,
      List<Link> links,
      long accepted,
      CampaignCounts counts) {
    public CampaignStanding {
      links = List.copyOf(links);
    }

    /** Rows of which nothing has happened yet; the remainder. */
    public long waiting() {
      return Math.max(0, accepted - counts.mailings().sum());
    }
  }
}
