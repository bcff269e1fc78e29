package dev.waypost.persistence.codec;

import dev.waypost.engine.campaign.Campaign;
import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.roster.Page;
import dev.waypost.engine.roster.PageEvent;

/** Events and states to bytes and back. Stateless, for any thread. */
public final class EventCodec {
  /** Most bytes of one event or state. */
  public static final int BYTES_MAX = 1 << 20;

  /** What is stored: the type's code and the fields. */
  public record Encoded(EventType type, byte[] bytes) {}

  /**
   * The bytes of an event or a state.
   *
   * @throws IllegalArgumentException for anything else, or for more than {@link #BYTES_MAX}: the
   *     event must not be stored
   */
  public Encoded encode(Object value) {
    var encoded = write(value);
    if (!(encoded.bytes().length <= BYTES_MAX)) {
      throw new IllegalArgumentException(
          encoded.type().logicalName()
              + " has at most "
              + BYTES_MAX
              + " bytes, got "
              + encoded.bytes().length);
    }
    return encoded;
  }

  private static Encoded write(Object value) {
    if (value instanceof RecipientEvent event) {
      var type = RecipientFields.typeOf(event);
      var to = type.format().writer();
      RecipientFields.write(event, to);
      return new Encoded(type, to.toBytes());
    }
    if (value instanceof Recipient state) {
      var to = EventType.RECIPIENT_STATE_3.format().writer();
      RecipientStateFields.write(state, to);
      return new Encoded(EventType.RECIPIENT_STATE_3, to.toBytes());
    }
    var to = Format.CBOR.writer();
    var type = write(value, to);
    return new Encoded(type, to.toBytes());
  }

  private static EventType write(Object value, FieldWriter to) {
    if (value instanceof CampaignEvent event) {
      return CampaignFields.write(event, to);
    }
    if (value instanceof PageEvent event) {
      return PageFields.write(event, to);
    }
    if (value instanceof Campaign state) {
      CampaignFields.write(state, to);
      return EventType.CAMPAIGN_STATE;
    }
    if (value instanceof Page state) {
      PageFields.write(state, to);
      return EventType.PAGE_STATE;
    }
    throw new IllegalArgumentException(value.getClass() + " has no bytes: it is no event or state");
  }

  /**
   * The event or state of these bytes.
   *
   * @param persistenceId whose it is, for the message
   * @param seqNr which it is, for the message
   * @throws UnreadableEvent whatever is wrong with them
   */
  public Object decode(int code, byte[] bytes, String persistenceId, long seqNr) {
    var type =
        EventType.ofCode(code)
            .orElseThrow(
                () -> new UnreadableEvent(persistenceId, seqNr, "type " + code + " is unknown"));
    if (!(bytes.length <= BYTES_MAX)) {
      throw new UnreadableEvent(persistenceId, seqNr, "it has " + bytes.length + " bytes");
    }
    try {
      var from = type.format().reader(bytes);
      var value = read(type, from);
      from.end();
      return value;
    } catch (RuntimeException e) { // what the reader and the constructors of the domain refuse
      throw new UnreadableEvent(
          persistenceId, seqNr, type.logicalName() + " is broken, " + e.getMessage(), e);
    }
  }

  private static Object read(EventType type, FieldReader from) {
    return switch (type) {
      case RECIPIENT_ATTEMPT_STARTED ->
          RecipientFields.attemptStarted(from, RecipientFields::mailing);
      case RECIPIENT_ATTEMPT_ABANDONED ->
          RecipientFields.attemptAbandoned(from, RecipientFields::reply);
      case RECIPIENT_DELIVERED -> RecipientFields.delivered(from, RecipientFields::reply);
      case RECIPIENT_DEFERRED -> RecipientFields.deferred(from, RecipientFields::reply);
      case RECIPIENT_BOUNCED -> RecipientFields.bounced(from, RecipientFields::reply);
      case RECIPIENT_DOUBTED -> RecipientFields.doubted(from, RecipientFields::reply);
      case RECIPIENT_RESOLVED -> RecipientFields.resolved(from);
      case RECIPIENT_REQUEUED -> RecipientFields.requeued(from);
      case RECIPIENT_CLOSED -> RecipientFields.closed(from, RecipientFields::mailing);
      case RECIPIENT_HITS_APPLIED -> RecipientFields.hitsApplied(from, 1);
      case RECIPIENT_HITS_APPLIED_2 -> RecipientFields.hitsApplied(from, 2);
      case RECIPIENT_HITS_RECLASSIFIED -> RecipientFields.hitsReclassified(from, 1);
      case RECIPIENT_HITS_RECLASSIFIED_2 -> RecipientFields.hitsReclassified(from, 2);
      case RECIPIENT_ATTEMPT_STARTED_2 ->
          RecipientFields.attemptStarted(from, PackedRecipientFields::mailing);
      case RECIPIENT_ATTEMPT_ABANDONED_2 ->
          RecipientFields.attemptAbandoned(from, PackedRecipientFields::reply);
      case RECIPIENT_DELIVERED_2 -> RecipientFields.delivered(from, PackedRecipientFields::reply);
      case RECIPIENT_DEFERRED_2 -> RecipientFields.deferred(from, PackedRecipientFields::reply);
      case RECIPIENT_BOUNCED_2 -> RecipientFields.bounced(from, PackedRecipientFields::reply);
      case RECIPIENT_DOUBTED_2 -> RecipientFields.doubted(from, PackedRecipientFields::reply);
      case RECIPIENT_CLOSED_2 -> RecipientFields.closed(from, PackedRecipientFields::mailing);
      case RECIPIENT_HITS_APPLIED_3 -> PackedRecipientFields.hitsApplied(from);
      case RECIPIENT_SUPPRESSION_ADDED -> RecipientFields.suppressionAdded(from);
      case RECIPIENT_SUPPRESSIONS_REMOVED -> RecipientFields.suppressionsRemoved(from);
      case RECIPIENT_TEST_HITS_APPLIED -> RecipientFields.testHitsApplied(from);
      case RECIPIENT_SUPPRESSION_IMPORTED -> RecipientFields.suppressionImported(from);
      case CAMPAIGN_DRAFTED -> CampaignFields.drafted(from);
      case CAMPAIGN_SCHEDULED -> CampaignFields.scheduled(from);
      case CAMPAIGN_LAUNCHED -> new CampaignEvent.Launched(from.instant());
      case CAMPAIGN_BATCH_STORED -> CampaignFields.batchStored(from);
      case CAMPAIGN_PAGE_OPENED -> CampaignFields.pageOpened(from);
      case CAMPAIGN_PAGE_MOVED -> CampaignFields.pageMoved(from);
      case CAMPAIGN_PAUSE_REQUESTED -> new CampaignEvent.PauseRequested(from.instant());
      case CAMPAIGN_PAUSED -> new CampaignEvent.Paused(from.instant());
      case CAMPAIGN_RESUMED -> new CampaignEvent.Resumed(from.instant());
      case CAMPAIGN_CANCEL_REQUESTED -> new CampaignEvent.CancelRequested(from.instant());
      case CAMPAIGN_CANCELLED -> CampaignFields.cancelled(from);
      case CAMPAIGN_FINISHED -> new CampaignEvent.Finished(from.instant());
      case CAMPAIGN_REOPENED -> new CampaignEvent.Reopened(from.instant());
      case CAMPAIGN_ARCHIVED -> new CampaignEvent.Archived(from.instant());
      case PAGE_DRIVEN -> PageFields.driven(from);
      case PAGE_CHECKPOINTED -> PageFields.checkpointed(from);
      case PAGE_RESTED -> PageFields.rested(from);
      case PAGE_CLOSED -> new PageEvent.Closed(from.instant());
      case PAGE_REOPENED -> PageFields.reopened(from);
      case RECIPIENT_STATE -> OldRecipientStateFields.read(from, 1);
      case RECIPIENT_STATE_2 -> OldRecipientStateFields.read(from, 2);
      case RECIPIENT_STATE_3 -> RecipientStateFields.read(from);
      case CAMPAIGN_STATE -> CampaignFields.read(from);
      case PAGE_STATE -> PageFields.read(from);
    };
  }
}
