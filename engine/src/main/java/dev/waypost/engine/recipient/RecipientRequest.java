package dev.waypost.engine.recipient;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog;
import java.time.Instant;
import java.util.List;

/**
 * What may be asked of a recipient. Every request may be repeated: what has happened is not done
 * again.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = RecipientRequest.Drive.class, name = "drive"),
  @JsonSubTypes.Type(value = RecipientRequest.Begin.class, name = "begin"),
  @JsonSubTypes.Type(value = RecipientRequest.Conclude.class, name = "conclude"),
  @JsonSubTypes.Type(value = RecipientRequest.Fail.class, name = "fail"),
  @JsonSubTypes.Type(value = RecipientRequest.Cancel.class, name = "cancel"),
  @JsonSubTypes.Type(value = RecipientRequest.Resolve.class, name = "resolve"),
  @JsonSubTypes.Type(value = RecipientRequest.Retry.class, name = "retry"),
  @JsonSubTypes.Type(value = RecipientRequest.ApplyHits.class, name = "applyHits"),
  @JsonSubTypes.Type(value = RecipientRequest.Suppress.class, name = "suppress"),
  @JsonSubTypes.Type(value = RecipientRequest.Unsuppress.class, name = "unsuppress"),
  @JsonSubTypes.Type(value = RecipientRequest.Import.class, name = "import"),
})
public sealed interface RecipientRequest {
  /** Decide what becomes of the mailing now: closed, due later, or to be tried. */
  record Drive(MailingOrder order) implements RecipientRequest {}

  /** The courier holds a connection: may the attempt begin? */
  record Begin(MailingOrder order, int number, Incarnation incarnation, Instant date)
      implements RecipientRequest {}

  /** The courier knows how the attempt ended. */
  record Conclude(Origin origin, int number, Outcome outcome) implements RecipientRequest {}

  /** The mail cannot be made. */
  record Fail(MailingOrder order, String reason) implements RecipientRequest {}

  /** No further try, please. */
  record Cancel(MailingId mailing) implements RecipientRequest {}

  /** Somebody says what became of a mailing that is held in doubt. */
  record Resolve(Origin origin, Resolution as) implements RecipientRequest {}

  /** Try a deferred, bounced, expired or failed mailing again now. */
  record Retry(MailingId mailing) implements RecipientRequest {}

  /** Hits in the order of one log. */
  record ApplyHits(HitLog.LogId log, List<RecipientHit> hits) implements RecipientRequest {
    public ApplyHits {
      hits = List.copyOf(hits);
    }
  }

  /** Send nothing to this recipient from now on. */
  record Suppress(Suppression suppression) implements RecipientRequest {}

  /** Forget all reasons for sending nothing. */
  record Unsuppress() implements RecipientRequest {}

  /** Keep these suppressions as well; of the same reason the earlier one stays. */
  record Import(List<Suppression> suppressions) implements RecipientRequest {
    public Import {
      suppressions = List.copyOf(suppressions);
    }
  }

  /** What a held mailing is resolved as. */
  enum Resolution {
    DELIVERED,
    RETRY
  }

  /**
   * A hit, its number in the log, and what its link table says about the campaign.
   *
   * @param links how many links the table has
   */
  record RecipientHit(long number, Hit hit, String campaign, int links) {}
}
