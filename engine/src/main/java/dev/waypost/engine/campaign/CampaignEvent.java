package dev.waypost.engine.campaign;

import dev.waypost.engine.id.BatchId;
import java.time.Instant;

/** What happened to a campaign. Holds no personal data. */
public sealed interface CampaignEvent {
  Instant at();

  /** A new campaign, or a new version of its draft. */
  record Drafted(CampaignPlan plan, Instant at) implements CampaignEvent {}

  record Scheduled(Instant launchAt, Instant at) implements CampaignEvent {}

  record Launched(Instant at) implements CampaignEvent {}

  record BatchStored(BatchId batch, int pages, int accepted, Instant at) implements CampaignEvent {}

  /** A page is driven for the first time. */
  record PageOpened(BatchId batch, int page, int rows, Instant at) implements CampaignEvent {}

  record PageMoved(BatchId batch, int page, PageProgress progress, Instant at)
      implements CampaignEvent {}

  /** Somebody asked for a pause; pages are told to stop. */
  record PauseRequested(Instant at) implements CampaignEvent {}

  /** No page acts any more. */
  record Paused(Instant at) implements CampaignEvent {}

  record Resumed(Instant at) implements CampaignEvent {}

  /** Somebody asked for the end; pages are told to stop. */
  record CancelRequested(Instant at) implements CampaignEvent {}

  /** Over. Rows that no page ever drove are closed by this event alone. */
  record Cancelled(int undriven, Instant at) implements CampaignEvent {}

  /** Nothing is waiting, attempting, deferred or held. */
  record Finished(Instant at) implements CampaignEvent {}

  /** Finished no more: a new batch came, or somebody asked for another try. */
  record Reopened(Instant at) implements CampaignEvent {}

  record Archived(Instant at) implements CampaignEvent {}
}
