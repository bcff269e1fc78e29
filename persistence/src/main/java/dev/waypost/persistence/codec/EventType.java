package dev.waypost.persistence.codec;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What can stand in the journal. Codes and names are for ever; a changed event is a new constant
 * with the next version, and the old one stays readable. Each has a golden file.
 */
public enum EventType {
  RECIPIENT_ATTEMPT_STARTED(1, "recipient.attemptStarted/1"),
  RECIPIENT_ATTEMPT_ABANDONED(2, "recipient.attemptAbandoned/1"),
  RECIPIENT_DELIVERED(3, "recipient.delivered/1"),
  RECIPIENT_DEFERRED(4, "recipient.deferred/1"),
  RECIPIENT_BOUNCED(5, "recipient.bounced/1"),
  RECIPIENT_DOUBTED(6, "recipient.doubted/1"),
  RECIPIENT_RESOLVED(7, "recipient.resolved/1"),
  RECIPIENT_REQUEUED(8, "recipient.requeued/1"),
  RECIPIENT_CLOSED(9, "recipient.closed/1"),
  RECIPIENT_HITS_APPLIED(10, "recipient.hitsApplied/1"),
  RECIPIENT_HITS_RECLASSIFIED(11, "recipient.hitsReclassified/1"),
  RECIPIENT_SUPPRESSION_ADDED(12, "recipient.suppressionAdded/1"),
  RECIPIENT_SUPPRESSIONS_REMOVED(13, "recipient.suppressionsRemoved/1"),
  RECIPIENT_TEST_HITS_APPLIED(14, "recipient.testHitsApplied/1"),
  RECIPIENT_SUPPRESSION_IMPORTED(15, "recipient.suppressionImported/1"),
  /** With the visitor and the number of links. */
  RECIPIENT_HITS_APPLIED_2(20, "recipient.hitsApplied/2"),
  RECIPIENT_HITS_RECLASSIFIED_2(21, "recipient.hitsReclassified/2"),
  /** Packed from here on, and with no more of the row than its hash. */
  RECIPIENT_ATTEMPT_STARTED_2(31, "recipient.attemptStarted/2", Format.PACKED),
  RECIPIENT_ATTEMPT_ABANDONED_2(32, "recipient.attemptAbandoned/2", Format.PACKED),
  RECIPIENT_DELIVERED_2(33, "recipient.delivered/2", Format.PACKED),
  RECIPIENT_DEFERRED_2(34, "recipient.deferred/2", Format.PACKED),
  RECIPIENT_BOUNCED_2(35, "recipient.bounced/2", Format.PACKED),
  RECIPIENT_DOUBTED_2(36, "recipient.doubted/2", Format.PACKED),
  RECIPIENT_CLOSED_2(37, "recipient.closed/2", Format.PACKED),
  RECIPIENT_HITS_APPLIED_3(38, "recipient.hitsApplied/3", Format.PACKED),

  CAMPAIGN_DRAFTED(101, "campaign.drafted/1"),
  CAMPAIGN_SCHEDULED(102, "campaign.scheduled/1"),
  CAMPAIGN_LAUNCHED(103, "campaign.launched/1"),
  CAMPAIGN_BATCH_STORED(104, "campaign.batchStored/1"),
  CAMPAIGN_PAGE_OPENED(105, "campaign.pageOpened/1"),
  CAMPAIGN_PAGE_MOVED(106, "campaign.pageMoved/1"),
  CAMPAIGN_PAUSE_REQUESTED(107, "campaign.pauseRequested/1"),
  CAMPAIGN_PAUSED(108, "campaign.paused/1"),
  CAMPAIGN_RESUMED(109, "campaign.resumed/1"),
  CAMPAIGN_CANCEL_REQUESTED(110, "campaign.cancelRequested/1"),
  CAMPAIGN_CANCELLED(111, "campaign.cancelled/1"),
  CAMPAIGN_FINISHED(112, "campaign.finished/1"),
  CAMPAIGN_REOPENED(113, "campaign.reopened/1"),
  CAMPAIGN_ARCHIVED(114, "campaign.archived/1"),

  PAGE_DRIVEN(201, "page.driven/1"),
  PAGE_CHECKPOINTED(202, "page.checkpointed/1"),
  PAGE_RESTED(203, "page.rested/1"),
  PAGE_CLOSED(204, "page.closed/1"),
  PAGE_REOPENED(205, "page.reopened/1"),

  /** Snapshots from here on. */
  RECIPIENT_STATE(1001, "recipient/1"),
  /** With what hits need to be judged again. */
  RECIPIENT_STATE_2(1002, "recipient/2"),
  /** With what is folded, and since when everything has rested. */
  RECIPIENT_STATE_3(1003, "recipient/3", Format.PACKED),
  CAMPAIGN_STATE(1101, "campaign/1"),
  PAGE_STATE(1201, "page/1");

  private static final Map<Integer, EventType> BY_CODE = index(EventType::code);
  private static final Map<String, EventType> BY_NAME = index(EventType::logicalName);

  private final int code;
  private final String logicalName;
  private final Format format;

  EventType(int code, String logicalName) {
    this(code, logicalName, Format.CBOR);
  }

  EventType(int code, String logicalName, Format format) {
    this.code = code;
    this.logicalName = logicalName;
    this.format = format;
  }

  /** What stands in column {@code type}; fits in 16 bits. */
  public int code() {
    return code;
  }

  /** Name and version, as exports and Pekko's manifests have it. */
  public String logicalName() {
    return logicalName;
  }

  /** How its fields are written. */
  Format format() {
    return format;
  }

  static Optional<EventType> ofCode(int code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  static Optional<EventType> ofName(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  private static <K> Map<K, EventType> index(Function<EventType, K> key) {
    return Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(key, Function.identity()));
  }
}
