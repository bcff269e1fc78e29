package dev.waypost.engine.send;

import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.link.TrackedUrls;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A mail as it would be sent now, made by what makes those that are sent. Only its links differ:
 * they are a test mail's. Personal: never journalled, never logged.
 *
 * @param headers all of the mail's, in their order, unfolded and otherwise as they stand in it
 */
public record Preview(
    RenderedMail mail, List<RenderedMail.Header> headers, List<PreviewWarning> warnings) {
  private static final String END_OF_HEAD = "\r\n\r\n";

  public Preview {
    headers = List.copyOf(headers);
    warnings = List.copyOf(warnings);
  }

  /** What comes of it. */
  public sealed interface Outcome {}

  public record Shown(Preview preview) implements Outcome {}

  /** The row cannot be mailed with this content. */
  public record Flawed(TemplateProblem problem) implements Outcome {}

  /**
   * @param date what its Date header says
   */
  public static Outcome of(
      CompiledContent content, MailRow row, CampaignId campaign, TrackedUrls urls, Instant date) {
    return switch (content.review(row, urls)) {
      case Review.Flawed(var problem) -> new Flawed(problem);
      case Review.Reviewed reviewed -> {
        var mail = reviewed.mail();
        var bytes = MimeWriter.write(mail, date, MessageIds.of(mail, row, campaign));
        yield new Shown(new Preview(mail, head(bytes), PreviewWarnings.of(content, reviewed)));
      }
    };
  }

  private static List<RenderedMail.Header> head(byte[] mail) {
    var text = new String(mail, StandardCharsets.UTF_8);
    var head = text.substring(0, text.indexOf(END_OF_HEAD));
    var headers = new ArrayList<RenderedMail.Header>();
    for (var field : head.replaceAll("\r\n(?=[ \t])", "").split("\r\n")) {
      var colon = field.indexOf(':');
      headers.add(
          new RenderedMail.Header(field.substring(0, colon), field.substring(colon + 1).strip()));
    }
    return headers;
  }
}
