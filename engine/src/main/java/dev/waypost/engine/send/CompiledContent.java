package dev.waypost.engine.send;

import com.github.jknack.handlebars.Template;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.link.Link;
import dev.waypost.engine.link.LinkNote;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.TrackedUrls;
import dev.waypost.engine.send.RenderedMail.Header;
import dev.waypost.engine.send.RenderedMail.Mailbox;
import dev.waypost.engine.send.RenderedMail.Warning;
import dev.waypost.engine.send.Rendering.Reason;
import dev.waypost.engine.send.Rendering.Rendered;
import dev.waypost.engine.send.Rendering.Unrenderable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One version of a campaign's content, ready to be merged with rows. Immutable; rendering blocks
 * nothing and may be called by many threads.
 */
public final class CompiledContent {
  /** Longest name or subject after merging, in UTF-8 octets. */
  public static final int HEADER_BYTES_MAX = Field.SUBJECT.renderedMax;

  /** From here on Gmail shows the beginning of a mail only. */
  private static final int CLIPPED_BYTES = 102 * 1024;

  private final CampaignContent content;
  private final LinkTableId table;
  private final CampaignId campaign;
  private final List<Link> links;
  private final List<LinkNote> linkNotes;
  private final Optional<Template> fromName;
  private final Template subject;
  private final Optional<Template> html;
  private final Optional<Template> text;

  /** What became of content. */
  public sealed interface Compilation {}

  public record Compiled(CompiledContent content) implements Compilation {}

  /** The content is refused; at least one problem. */
  public record Invalid(List<TemplateProblem> problems) implements Compilation {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }

  CompiledContent(
      CampaignContent content,
      LinkTableId table,
      CampaignId campaign,
      List<Link> links,
      List<LinkNote> linkNotes,
      Optional<Template> fromName,
      Template subject,
      Optional<Template> html,
      Optional<Template> text) {
    this.content = content;
    this.table = table;
    this.campaign = campaign;
    this.links = List.copyOf(links);
    this.linkNotes = List.copyOf(linkNotes);
    this.fromName = fromName;
    this.subject = subject;
    this.html = html;
    this.text = text;
  }

  /**
   * Compiles the templates and takes the links out of them.
   *
   * @param table the id under which {@link #links()} will be published
   */
  public static Compilation compile(
      CampaignContent content, LinkTableId table, CampaignId campaign) {
    return new ContentCompiler(content).compile(table, campaign);
  }

  /** The links of the table, html then text. */
  public List<Link> links() {
    return links;
  }

  /** Links that their author should look at, html then text, each in source order. */
  public List<LinkNote> linkNotes() {
    return linkNotes;
  }

  public CampaignContent content() {
    return content;
  }

  /** Merges a row. */
  public Rendering render(MailRow row, Token.Stage stage, TrackedUrls urls) {
    var mailUrls = new MailUrls(urls, content.clicks(), table, row, stage);
    try {
      return new Rendered(mail(row, mailUrls, run(row, mailUrls)));
    } catch (Stopped e) {
      return new Unrenderable(e.reason, e.detail);
    }
  }

  /** Merges a row in the same way, with the links of a test, and looks closer. */
  Review review(MailRow row, TrackedUrls urls) {
    var mailUrls = new MailUrls(urls, content.clicks(), table, row, Token.Stage.TEST);
    var run = run(row, mailUrls);
    try {
      return new Review.Reviewed(mail(row, mailUrls, run), run.missing());
    } catch (Stopped e) {
      return new Review.Flawed(Flaws.of(e, run, this));
    }
  }

  private RenderRun run(MailRow row, MailUrls urls) {
    return new RenderRun(values(row), reserved(row, urls.unsubscribe()), urls);
  }

  private RenderedMail mail(MailRow row, MailUrls urls, RenderRun run) {
    var unsubscribe = urls.unsubscribe();
    var to = new Mailbox(row.name().map(name -> header("name", name)), row.email());
    var from = fromName.map(t -> header("from.name", run.render(Field.FROM_NAME, t)));
    var merged = header("subject", run.render(Field.SUBJECT, subject));
    var body = html.map(template -> run.render(Field.HTML, template));
    var plain = text.map(template -> run.render(Field.TEXT, template));
    var shown = plain.or(() -> body.map(b -> PlainText.of(b, urls.destinations()))).orElse("");
    var pixel = body.filter(b -> content.opens() == Tracking.ON).map(b -> urls.open());
    var complete = body.map(b -> pixel.map(p -> Html.withPixel(b, p)).orElse(b));
    return new RenderedMail(
        new Mailbox(from.filter(name -> !name.isEmpty()), content.fromEmail()),
        to,
        content.replyTo().map(reply -> new Mailbox(reply.name(), reply.email())),
        merged,
        complete,
        shown,
        headers(unsubscribe),
        urls.links(),
        pixel,
        unsubscribe,
        warnings(merged, complete, shown, unsubscribe));
  }

  private static Map<String, Object> values(MailRow row) {
    var values = new LinkedHashMap<>(row.fields());
    values.putIfAbsent("email", row.email().toString());
    values.putIfAbsent("id", row.id());
    row.name().ifPresent(name -> values.putIfAbsent("name", name));
    return values;
  }

  private Map<String, Object> reserved(MailRow row, String unsubscribe) {
    return Map.of(
        "unsubscribeUrl", unsubscribe,
        "email", row.email().toString(),
        "id", row.id(),
        "campaign", campaign.name());
  }

  private List<Header> headers(String unsubscribe) {
    return switch (content.kind()) {
      case BROADCAST ->
          List.of(
              new Header("List-Unsubscribe", "<" + unsubscribe + ">"),
              new Header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
      case TRANSACTIONAL -> List.of();
    };
  }

  private List<Warning> warnings(
      String subject, Optional<String> html, String text, String unsubscribe) {
    var warnings = new ArrayList<Warning>();
    if (content.kind() == MailKind.BROADCAST && !html.orElse(text).contains(unsubscribe)) {
      warnings.add(Warning.NO_UNSUBSCRIBE_LINK);
    }
    if (subject.isEmpty()) {
      warnings.add(Warning.EMPTY_SUBJECT);
    }
    if (html.isPresent() && html.get().getBytes(StandardCharsets.UTF_8).length > CLIPPED_BYTES) {
      warnings.add(Warning.CLIPPED);
    }
    return warnings;
  }

  /** Nothing that becomes a header may end its line. */
  private static String header(String what, String merged) {
    var value = merged.strip();
    if (HeaderText.isUnsafe(value)) {
      throw new Stopped(
          Reason.HEADER, what + " has a line break or another control character after merging");
    }
    if (value.getBytes(StandardCharsets.UTF_8).length > HEADER_BYTES_MAX) {
      throw new Stopped(
          Reason.TOO_LONG, what + " is longer than " + HEADER_BYTES_MAX + " bytes after merging");
    }
    return value;
  }
}
