package dev.waypost.persistence.codec;

import dev.waypost.engine.campaign.BatchProgress;
import dev.waypost.engine.campaign.Campaign;
import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.campaign.CampaignEvent.Archived;
import dev.waypost.engine.campaign.CampaignEvent.BatchStored;
import dev.waypost.engine.campaign.CampaignEvent.CancelRequested;
import dev.waypost.engine.campaign.CampaignEvent.Cancelled;
import dev.waypost.engine.campaign.CampaignEvent.Drafted;
import dev.waypost.engine.campaign.CampaignEvent.Finished;
import dev.waypost.engine.campaign.CampaignEvent.Launched;
import dev.waypost.engine.campaign.CampaignEvent.PageMoved;
import dev.waypost.engine.campaign.CampaignEvent.PageOpened;
import dev.waypost.engine.campaign.CampaignEvent.PauseRequested;
import dev.waypost.engine.campaign.CampaignEvent.Paused;
import dev.waypost.engine.campaign.CampaignEvent.Reopened;
import dev.waypost.engine.campaign.CampaignEvent.Resumed;
import dev.waypost.engine.campaign.CampaignEvent.Scheduled;
import dev.waypost.engine.campaign.CampaignPhase;
import dev.waypost.engine.campaign.CampaignPlan;
import dev.waypost.engine.campaign.PageProgress;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.LinkTableId;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of a campaign's events and of its snapshot, in their order. */
final class CampaignFields {
  private CampaignFields() {}

  static EventType write(CampaignEvent event, FieldWriter to) {
    return switch (event) {
      case Drafted e -> {
        plan(e.plan(), to);
        to.instant(e.at());
        yield EventType.CAMPAIGN_DRAFTED;
      }
      case Scheduled e -> {
        to.instant(e.launchAt()).instant(e.at());
        yield EventType.CAMPAIGN_SCHEDULED;
      }
      case Launched e -> {
        to.instant(e.at());
        yield EventType.CAMPAIGN_LAUNCHED;
      }
      case BatchStored e -> {
        to.batch(e.batch()).number(e.pages()).number(e.accepted()).instant(e.at());
        yield EventType.CAMPAIGN_BATCH_STORED;
      }
      case PageOpened e -> {
        to.batch(e.batch()).number(e.page()).number(e.rows()).instant(e.at());
        yield EventType.CAMPAIGN_PAGE_OPENED;
      }
      case PageMoved e -> {
        to.batch(e.batch()).number(e.page()).constant(e.progress()).instant(e.at());
        yield EventType.CAMPAIGN_PAGE_MOVED;
      }
      case PauseRequested e -> {
        to.instant(e.at());
        yield EventType.CAMPAIGN_PAUSE_REQUESTED;
      }
      case Paused e -> {
        to.instant(e.at());
        yield EventType.CAMPAIGN_PAUSED;
      }
      case Resumed e -> {
        to.instant(e.at());
        yield EventType.CAMPAIGN_RESUMED;
      }
      case CancelRequested e -> {
        to.instant(e.at());
        yield EventType.CAMPAIGN_CANCEL_REQUESTED;
      }
      case Cancelled e -> {
        to.number(e.undriven()).instant(e.at());
        yield EventType.CAMPAIGN_CANCELLED;
      }
      case Finished e -> {
        to.instant(e.at());
        yield EventType.CAMPAIGN_FINISHED;
      }
      case Reopened e -> {
        to.instant(e.at());
        yield EventType.CAMPAIGN_REOPENED;
      }
      case Archived e -> {
        to.instant(e.at());
        yield EventType.CAMPAIGN_ARCHIVED;
      }
    };
  }

  static Drafted drafted(FieldReader from) {
    return new Drafted(plan(from), from.instant());
  }

  static Scheduled scheduled(FieldReader from) {
    return new Scheduled(from.instant(), from.instant());
  }

  static BatchStored batchStored(FieldReader from) {
    return new BatchStored(from.batch(), from.integer(), from.integer(), from.instant());
  }

  static PageOpened pageOpened(FieldReader from) {
    return new PageOpened(from.batch(), from.integer(), from.integer(), from.instant());
  }

  static PageMoved pageMoved(FieldReader from) {
    return new PageMoved(
        from.batch(), from.integer(), from.constant(PageProgress.class), from.instant());
  }

  static Cancelled cancelled(FieldReader from) {
    return new Cancelled(from.integer(), from.instant());
  }

  /** A flag says whether it exists. */
  static void write(Campaign state, FieldWriter to) {
    switch (state) {
      case Campaign.Absent absent -> to.flag(false);
      case Campaign.Present present -> {
        plan(present.plan(), to.flag(true));
        to.constant(present.phase());
        dates(present.dates(), to);
        to.each(present.batches().entrySet(), CampaignFields::batch);
        to.number(present.epoch());
        to.optional(present.stopping(), (phase, t) -> t.constant(phase));
        to.duration(present.pausedFor());
      }
    }
  }

  static Campaign read(FieldReader from) {
    if (!from.flag()) {
      return new Campaign.Absent();
    }
    var plan = plan(from);
    var phase = from.constant(CampaignPhase.class);
    var dates = dates(from);
    var batches = new LinkedHashMap<BatchId, BatchProgress>();
    from.each(CampaignFields::batch).forEach(e -> batches.put(e.getKey(), e.getValue()));
    return new Campaign.Present(
        plan,
        phase,
        dates,
        batches,
        from.integer(),
        from.optional(f -> f.constant(CampaignPhase.class)),
        from.duration());
  }

  private static void plan(CampaignPlan plan, FieldWriter to) {
    to.number(plan.version()).text(plan.digest()).number(plan.linkTable().value());
    to.constant(plan.kind()).constant(plan.whenInDoubt());
    to.optional(plan.expireMailAt(), (at, t) -> t.instant(at));
  }

  private static CampaignPlan plan(FieldReader from) {
    return new CampaignPlan(
        from.integer(),
        from.text(),
        new LinkTableId(from.number()),
        from.constant(MailKind.class),
        from.constant(WhenInDoubt.class),
        from.optional(f -> f.instant()));
  }

  private static void dates(Campaign.Dates dates, FieldWriter to) {
    to.instant(dates.created());
    to.optional(dates.scheduled(), (at, t) -> t.instant(at));
    to.optional(dates.launched(), (at, t) -> t.instant(at));
    to.optional(dates.paused(), (at, t) -> t.instant(at));
    to.optional(dates.finished(), (at, t) -> t.instant(at));
  }

  private static Campaign.Dates dates(FieldReader from) {
    return new Campaign.Dates(
        from.instant(),
        from.optional(f -> f.instant()),
        from.optional(f -> f.instant()),
        from.optional(f -> f.instant()),
        from.optional(f -> f.instant()));
  }

  private static void batch(Map.Entry<BatchId, BatchProgress> batch, FieldWriter to) {
    var progress = batch.getValue();
    to.batch(batch.getKey()).number(progress.pages()).number(progress.accepted());
    to.bits(progress.opened()).number(progress.driven()).bits(progress.finished());
  }

  private static Map.Entry<BatchId, BatchProgress> batch(FieldReader from) {
    return Map.entry(
        from.batch(),
        new BatchProgress(
            from.integer(), from.integer(), from.bits(), from.integer(), from.bits()));
  }
}
