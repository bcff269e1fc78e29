package dev.waypost.engine.send;

import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.id.EmailAddress;
import java.util.Optional;

/**
 * What a campaign mails, as its author wrote it: templates, not yet compiled.
 *
 * @param kind broadcasts carry List-Unsubscribe
 * @param fromName a template
 * @param subject a template
 * @param html a template; its values are HTML-escaped
 * @param text a template; derived from the rendered html when absent
 */
public record CampaignContent(
    MailKind kind,
    Optional<String> fromName,
    EmailAddress fromEmail,
    Optional<ReplyTo> replyTo,
    String subject,
    Optional<String> html,
    Optional<String> text,
    Tracking clicks,
    Tracking opens) {
  /** Where answers go. The name is taken as it is. */
  public record ReplyTo(Optional<String> name, EmailAddress email) {}

  public CampaignContent {
    if (html.isEmpty() && text.isEmpty()) {
      throw new IllegalArgumentException("content needs html or text");
    }
  }
}
