package dev.waypost.persistence.view;

import dev.waypost.engine.campaign.CampaignEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a campaign's event into what its sender is told: one thing, or nothing. Steps between a
 * request and its effect are told with the effect, and pages not at all. Such entries have no
 * {@code seq}.
 *
 * <p>Fields: {@code version, kind} of a new version, {@code launchAt}, {@code accepted} of a stored
 * batch, {@code undriven}: the rows that a cancel closed in one stroke.
 */
final class CampaignEntries {
  private static final long NO_SEQ = 0;

  private final long ordering;
  private final String campaign;

  private CampaignEntries(long ordering, String campaign) {
    this.ordering = ordering;
    this.campaign = campaign;
  }

  static List<Thing> of(long ordering, String campaign, CampaignEvent event) {
    return new CampaignEntries(ordering, campaign).of(event);
  }

  static List<Thing> unreadable(long ordering, String campaign, Instant at) {
    return new CampaignEntries(ordering, campaign).one("event.unreadable", at, Map.of());
  }

  private List<Thing> of(CampaignEvent event) {
    return switch (event) {
      case CampaignEvent.Drafted(var plan, var at) ->
          one(
              plan.version() == 1 ? "campaign.created" : "campaign.replaced",
              at,
              Map.of("version", plan.version(), "kind", Words.of(plan.kind())));
      case CampaignEvent.Scheduled(var launchAt, var at) ->
          one("campaign.scheduled", at, Map.of("launchAt", Words.of(launchAt)));
      case CampaignEvent.Launched(var at) -> one("campaign.launched", at, Map.of());
      case CampaignEvent.BatchStored(var batch, var pages, var accepted, var at) ->
          one("batch.stored", at, new About.Batch(campaign, batch), Map.of("accepted", accepted));
      case CampaignEvent.Paused(var at) -> one("campaign.paused", at, Map.of());
      case CampaignEvent.Resumed(var at) -> one("campaign.resumed", at, Map.of());
      case CampaignEvent.Cancelled(var undriven, var at) ->
          one("campaign.cancelled", at, Map.of("undriven", undriven));
      case CampaignEvent.Finished(var at) -> one("campaign.finished", at, Map.of());
      case CampaignEvent.Reopened(var at) -> one("campaign.reopened", at, Map.of());
      case CampaignEvent.Archived(var at) -> one("campaign.archived", at, Map.of());
      case CampaignEvent.PageOpened opened -> List.of();
      case CampaignEvent.PageMoved moved -> List.of();
      case CampaignEvent.PauseRequested requested -> List.of();
      case CampaignEvent.CancelRequested requested -> List.of();
    };
  }

  private List<Thing> one(String type, Instant at, Map<String, Object> fields) {
    return one(type, at, new About.Campaign(campaign), fields);
  }

  private List<Thing> one(String type, Instant at, About about, Map<String, Object> fields) {
    return List.of(new Thing(ordering + "-0", type, at, NO_SEQ, about, Optional.empty(), fields));
  }
}
