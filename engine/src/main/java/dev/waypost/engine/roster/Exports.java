package dev.waypost.engine.roster;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.send.MailRow;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Reads what there is, slice by slice and in an order that never changes: rows of campaigns, batch
 * after batch as their campaigns took them, and suppressed addresses. Fails when the database is
 * away. Never blocks.
 */
public interface Exports {
  /**
   * Completes when what was journalled before the call is in what is read; fails with {@link
   * dev.waypost.engine.Engine.Unavailable} when that takes too long.
   */
  CompletionStage<Void> current();

  /**
   * Rows of a campaign in these states, behind a place. Each row that counts comes once over a walk
   * from slice to slice; one that moves meanwhile is shown where it stands when it is read.
   *
   * @param limit most rows; there may be fewer although more follow
   */
  CompletionStage<MailingSlice> mailings(
      CampaignId campaign, Set<MailingState> states, Place after, int limit, Columns columns);

  /** Suppressed addresses of a sender, without persons that were erased. */
  CompletionStage<SuppressionSlice> suppressions(
      SenderId sender, Optional<RecipientKey> after, int limit);

  /**
   * Where a row is in the order.
   *
   * @param batch its batch's place among all
   */
  record Place(long batch, int page, int line) {
    /** In front of all rows. */
    public static final Place START = new Place(0, 0, 0);

    public Place {
      if (!(batch >= 0 && page >= 0 && line >= 0)) {
        throw new IllegalArgumentException(
            "a place has no negative parts, got " + batch + ", " + page + ", " + line);
      }
    }
  }

  /** What is read of rows. */
  enum Columns {
    /** All but what templates see. */
    WITHOUT_DATA,
    WITH_DATA
  }

  /**
   * @param row empty when its person has been erased
   * @param reason the last that was said of it, if anything
   */
  record ListedMailing(
      RowTrace trace,
      Optional<MailRow> row,
      MailingState state,
      Optional<BounceKind> bounce,
      Optional<String> reason) {}

  /**
   * @param next behind which to go on; empty at the end
   */
  record MailingSlice(List<ListedMailing> mailings, Optional<Place> next) {
    public MailingSlice {
      mailings = List.copyOf(mailings);
    }
  }

  /** An address that gets no mail, with all reasons. */
  record SuppressedAddress(EmailAddress email, List<Suppression> entries) {
    public SuppressedAddress {
      entries = List.copyOf(entries);
    }

    /** Says nothing of the person. */
    @Override
    public String toString() {
      return "suppressed for " + entries.size() + " reasons";
    }
  }

  /**
   * @param next behind which to go on; empty at the end
   */
  record SuppressionSlice(List<SuppressedAddress> addresses, Optional<RecipientKey> next) {
    public SuppressionSlice {
      addresses = List.copyOf(addresses);
    }
  }
}
