package dev.waypost.engine.world;

import dev.waypost.engine.campaign.Campaign;
import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.roster.Page;
import dev.waypost.engine.roster.PageEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.pekko.persistence.testkit.DeleteEvents;
import org.apache.pekko.persistence.testkit.JournalOperation;
import org.apache.pekko.persistence.testkit.ProcessingPolicy;
import org.apache.pekko.persistence.testkit.ProcessingResult;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;

/**
 * Sits in the journal: lets writes and reads fail, and sees every event at the moment that it is
 * stored, in the one order of all. From these alone it knows where everybody stands, which alarms
 * stand, and whether the campaign says that it is finished while it is not.
 */
final class Chronicle implements ProcessingPolicy<JournalOperation> {
  private final Thread thread = Thread.currentThread();
  private final Random random;
  private final Roll roll;
  private final List<String> faults = new ArrayList<>();
  private final Map<RecipientId, Recipient> recipients = new HashMap<>();
  private final Map<PageId, Page> pages = new LinkedHashMap<>();
  private final Map<String, Instant> alarms = new TreeMap<>();
  private final Map<Origin, Integer> retriedInDoubt = new HashMap<>();
  private final List<String> story = new ArrayList<>();
  private Campaign campaign = new Campaign.Absent();
  private double failing;
  private int finishes;

  Chronicle(Random random, Roll roll) {
    this.random = random;
    this.roll = roll;
  }

  /** This share of reads and writes fails from now on. */
  void fail(double share) {
    failing = share;
  }

  @Override
  public ProcessingResult tryProcess(String id, JournalOperation operation) {
    if (!(operation instanceof DeleteEvents) && random.nextDouble() < failing) {
      return StorageFailure.create(new IOException("the disk is away"));
    }
    if (operation instanceof WriteEvents written) {
      written.getBatch().forEach(event -> take(id, event));
    }
    return ProcessingSuccess.getInstance();
  }

  private void take(String id, Object event) {
    if (!Thread.currentThread().equals(thread)) {
      faults.add("written by another thread than the test's");
    }
    story.add(id + " " + event);
    try {
      switch (event) {
        case CampaignEvent it -> take(id, it);
        case PageEvent it -> take(id, it);
        case RecipientEvent it -> take(id, it);
        default -> throw new IllegalStateException("nobody writes " + event);
      }
    } catch (RuntimeException e) {
      faults.add(e.toString());
    }
  }

  private void take(String id, CampaignEvent event) {
    campaign = Campaign.evolve(campaign, event);
    switch (event) {
      case CampaignEvent.Launched launched -> alarms.put(id, launched.at());
      case CampaignEvent.Resumed resumed -> alarms.put(id, resumed.at());
      case CampaignEvent.Reopened reopened -> alarms.put(id, reopened.at());
      case CampaignEvent.PauseRequested requested -> alarms.put(id, requested.at());
      case CampaignEvent.CancelRequested requested -> alarms.put(id, requested.at());
      case CampaignEvent.Scheduled scheduled -> alarms.put(id, scheduled.launchAt());
      case CampaignEvent.Paused paused -> alarms.remove(id);
      case CampaignEvent.Cancelled cancelled -> alarms.remove(id);
      case CampaignEvent.Archived archived -> alarms.remove(id);
      case CampaignEvent.Finished finished -> {
        alarms.remove(id);
        finishes++;
        unfinished().forEach(row -> faults.add("finished too early, before " + row));
      }
      case CampaignEvent.Drafted drafted -> {}
      case CampaignEvent.BatchStored stored -> {}
      case CampaignEvent.PageOpened opened -> {}
      case CampaignEvent.PageMoved moved -> {}
    }
  }

  private void take(String id, PageEvent event) {
    var page = PageId.parse(id);
    pages.put(page, Page.evolve(pages.getOrDefault(page, new Page.Fresh()), event));
    switch (event) {
      case PageEvent.Driven driven -> alarms.put(id, driven.wakeAt());
      case PageEvent.Checkpointed checkpointed -> alarms.put(id, checkpointed.wakeAt());
      case PageEvent.Rested rested ->
          rested.wakeAt().ifPresentOrElse(at -> alarms.put(id, at), () -> alarms.remove(id));
      case PageEvent.Reopened reopened -> alarms.put(id, reopened.wakeAt());
      case PageEvent.Closed closed -> alarms.remove(id);
    }
  }

  private void take(String id, RecipientEvent event) {
    var recipient = RecipientId.parse(id);
    recipients.put(recipient, Recipient.evolve(recipient(recipient), event));
    if (event instanceof RecipientEvent.Doubted doubted && doubted.to() == MailingState.DEFERRED) {
      retriedInDoubt.merge(doubted.origin(), 1, Integer::sum);
    }
    if (event instanceof RecipientEvent.Requeued requeued
        && requeued.from() == MailingState.IN_DOUBT) {
      retriedInDoubt.merge(requeued.origin(), 1, Integer::sum);
    }
  }

  Campaign campaign() {
    return campaign;
  }

  Recipient recipient(RecipientId id) {
    return recipients.getOrDefault(id, Recipient.EMPTY);
  }

  MailingState stateOf(Roll.Row row) {
    return recipient(row.recipient()).stateOf(row.origin());
  }

  /** Rows of accepted batches that are not final. */
  List<String> unfinished() {
    return campaign instanceof Campaign.Present present
        ? roll.rows().stream()
            .filter(row -> present.batches().containsKey(row.origin().batch()))
            .filter(row -> !stateOf(row).isFinal())
            .map(row -> row.origin() + " that is " + stateOf(row))
            .toList()
        : List.of();
  }

  Map<PageId, Page> pages() {
    return pages;
  }

  Map<String, Instant> alarms() {
    return alarms;
  }

  List<String> faults() {
    return faults;
  }

  /** How often it was said that the campaign is finished. */
  int finishes() {
    return finishes;
  }

  /** What happened lately. */
  List<String> lately() {
    return story.subList(Math.max(0, story.size() - 60), story.size());
  }

  int events() {
    return story.size();
  }

  /** How often the mailing was tried again though it may have arrived. */
  int retriedInDoubt(Origin origin) {
    return retriedInDoubt.getOrDefault(origin, 0);
  }
}
