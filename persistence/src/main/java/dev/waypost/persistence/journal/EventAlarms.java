package dev.waypost.persistence.journal;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.roster.PageEvent;
import java.time.Instant;

/**
 * The alarms of our events. A campaign that has something to start or to stop is due at once and
 * stays so until it is at rest; a page is due when it says; recipients are woken by their pages.
 */
public final class EventAlarms implements AlarmOf {
  @Override
  public AlarmChange of(Object event) {
    if (event instanceof CampaignEvent campaign) {
      return ofCampaign(campaign);
    }
    if (event instanceof PageEvent page) {
      return ofPage(page);
    }
    return AlarmChange.KEEP;
  }

  private static AlarmChange ofCampaign(CampaignEvent event) {
    return switch (event) {
      case CampaignEvent.Scheduled scheduled -> at(scheduled.launchAt());
      case CampaignEvent.Launched launched -> at(launched.at());
      case CampaignEvent.Resumed resumed -> at(resumed.at());
      case CampaignEvent.Reopened reopened -> at(reopened.at());
      case CampaignEvent.PauseRequested requested -> at(requested.at());
      case CampaignEvent.CancelRequested requested -> at(requested.at());
      case CampaignEvent.Paused paused -> AlarmChange.CLEAR;
      case CampaignEvent.Cancelled cancelled -> AlarmChange.CLEAR;
      case CampaignEvent.Finished finished -> AlarmChange.CLEAR;
      case CampaignEvent.Archived archived -> AlarmChange.CLEAR;
      case CampaignEvent.Drafted drafted -> AlarmChange.KEEP;
      case CampaignEvent.BatchStored stored -> AlarmChange.KEEP;
      case CampaignEvent.PageOpened opened -> AlarmChange.KEEP;
      case CampaignEvent.PageMoved moved -> AlarmChange.KEEP;
    };
  }

  private static AlarmChange ofPage(PageEvent event) {
    return switch (event) {
      case PageEvent.Driven driven -> at(driven.wakeAt());
      case PageEvent.Checkpointed checkpointed -> at(checkpointed.wakeAt());
      case PageEvent.Rested rested ->
          rested.wakeAt().map(EventAlarms::at).orElse(AlarmChange.CLEAR);
      case PageEvent.Reopened reopened -> at(reopened.wakeAt());
      case PageEvent.Closed closed -> AlarmChange.CLEAR;
    };
  }

  private static AlarmChange at(Instant due) {
    return new AlarmChange.Set(due);
  }
}
