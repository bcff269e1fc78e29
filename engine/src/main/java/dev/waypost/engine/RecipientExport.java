package dev.waypost.engine;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.roster.Exports.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Recipients of a campaign, slice by slice. Each row of what was stored when it was opened comes
 * once; batches that are stored meanwhile come behind. May be read again from any place.
 */
public interface RecipientExport {
  /** The recipients behind a place; {@code limit} at most, perhaps fewer although more follow. */
  CompletionStage<Slice> read(Place after, int limit);

  /** What is wanted of each beside its state. */
  enum Include {
    NOTHING,
    /** The URLs of its mail. */
    LINKS
  }

  /**
   * One recipient.
   *
   * @param id empty once the person is erased, as is {@code email}
   * @param reason why it bounced, failed or was suppressed; empty otherwise
   * @param urls when they are wanted
   */
  record ExportedRecipient(
      Optional<String> id,
      Optional<EmailAddress> email,
      MailingState state,
      String messageId,
      Optional<BounceKind> bounce,
      Optional<String> reason,
      Optional<Urls> urls,
      Map<String, String> metadata) {
    public ExportedRecipient {
      metadata = Map.copyOf(metadata);
    }

    /** Says nothing of the person. */
    @Override
    public String toString() {
      return "recipient that is " + state;
    }
  }

  /** The URLs of a mail; none when it cannot be made of this row. */
  record Urls(
      List<RecipientAnswer.TrackedLink> links,
      Optional<String> pixel,
      Optional<String> unsubscribe) {
    public static final Urls NONE = new Urls(List.of(), Optional.empty(), Optional.empty());

    public Urls {
      links = List.copyOf(links);
    }
  }

  /**
   * @param next behind which to go on; empty at the end
   */
  record Slice(List<ExportedRecipient> recipients, Optional<Place> next) {
    public Slice {
      recipients = List.copyOf(recipients);
    }
  }
}
