package dev.waypost.engine.send;

import dev.waypost.engine.id.EmailAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One mail before it is bytes: all merged, nothing encoded. Personal: never journalled, never
 * logged.
 *
 * @param html with tracked links and pixel
 * @param headers beyond those that the other components say, in order
 * @param links that stand in this mail, in order of appearance
 * @param pixel the open pixel's URL
 * @param unsubscribe the page's URL; also that of one-click
 * @param warnings for the author: nothing that keeps the mail from being sent
 */
public record RenderedMail(
    Mailbox from,
    Mailbox to,
    Optional<Mailbox> replyTo,
    String subject,
    Optional<String> html,
    String text,
    List<Header> headers,
    List<MailLink> links,
    Optional<String> pixel,
    String unsubscribe,
    List<Warning> warnings) {
  /** An address with its display name. */
  public record Mailbox(Optional<String> name, EmailAddress address) {}

  /** A header field in ASCII, neither encoded nor folded. */
  public record Header(String name, String value) {}

  /**
   * @param index in the link table
   * @param url where it leads, merged
   * @param tracked what stands in the mail; the same as {@code url} when clicks are not tracked
   */
  public record MailLink(int index, String url, String tracked) {}

  /** What an author should know. */
  public enum Warning {
    /** A broadcast whose body does not link to {@code {{waypost.unsubscribeUrl}}}. */
    NO_UNSUBSCRIBE_LINK,
    /** The subject came out empty. */
    EMPTY_SUBJECT,
    /** More than 102 KB of html: Gmail shows the beginning only, and counts no open. */
    CLIPPED
  }

  public RenderedMail {
    headers = List.copyOf(headers);
    links = List.copyOf(links);
    warnings = List.copyOf(warnings);
  }

  /** The same mail with one more header. */
  RenderedMail with(Header header) {
    return new RenderedMail(
        from,
        to,
        replyTo,
        subject,
        html,
        text,
        Stream.concat(headers.stream(), Stream.of(header)).toList(),
        links,
        pixel,
        unsubscribe,
        warnings);
  }

  @Override
  public String toString() {
    return "mail with " + links.size() + " links";
  }
}
