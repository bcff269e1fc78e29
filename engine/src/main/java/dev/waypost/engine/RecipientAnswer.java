package dev.waypost.engine;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.report.TimelineEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of one recipient in one campaign. */
public sealed interface RecipientAnswer {
  /**
   * One mailing.
   *
   * @param id empty once the person is erased, unless it is what was asked for
   * @param email empty once the person is erased
   * @param reason why it bounced, failed or was suppressed; empty otherwise
   * @param timeline oldest first; attempts are the entries of type {@code mailing.attempted} and
   *     what follows them
   * @param links the tracked URLs of the mail, also before it is sent; empty when it cannot be
   *     rendered
   */
  record Found(
      Optional<String> id,
      Optional<EmailAddress> email,
      MailingState state,
      String messageId,
      Optional<BounceKind> bounce,
      Optional<String> reason,
      List<TimelineEntry> timeline,
      List<TrackedLink> links,
      Optional<String> pixel,
      Optional<String> unsubscribe,
      Map<String, String> metadata)
      implements RecipientAnswer {
    public Found {
      timeline = List.copyOf(timeline);
      links = List.copyOf(links);
      metadata = Map.copyOf(metadata);
    }
  }

  /** No such campaign, or no such recipient in it. */
  record Unknown() implements RecipientAnswer {}

  /** A link of one recipient's mail: where it leads, and the URL in the mail. */
  record TrackedLink(int index, String url, String tracked) {}
}
