package dev.waypost.engine.send;

import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.TokenKeys;
import dev.waypost.engine.link.TrackedUrls;
import dev.waypost.engine.send.CompiledContent.Compiled;
import dev.waypost.engine.send.CompiledContent.Invalid;
import dev.waypost.engine.send.Rendering.Rendered;
import dev.waypost.engine.send.Rendering.Unrenderable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Content, rows and what they become, for tests. */
final class Mails {
  static final LinkTableId TABLE = new LinkTableId(0xABCDEF0123L);
  static final CampaignId CAMPAIGN = new CampaignId(SenderId.DEFAULT, "spring");
  static final TokenKeys KEYS = TokenKeys.random(new Random(1));
  static final TrackedUrls URLS = new TrackedUrls("https://t.acme.example", KEYS);
  static final RecipientKey RECIPIENT = new RecipientKey(0x0123456789ABCDEFL, (short) 7);
  static final RowKey ROW_KEY = new RowKey(0x1122334455667788L, 9);

  private Mails() {}

  static CampaignContent html(String html) {
    return content("Hello", Optional.of(html), Optional.empty());
  }

  static CampaignContent text(String text) {
    return content("Hello", Optional.empty(), Optional.of(text));
  }

  static CampaignContent subject(String subject) {
    return content(subject, Optional.empty(), Optional.of("text"));
  }

  static CampaignContent content(String subject, Optional<String> html, Optional<String> text) {
    return new CampaignContent(
        MailKind.BROADCAST,
        Optional.of("Acme"),
        address("news@acme.example"),
        Optional.empty(),
        subject,
        html,
        text,
        Tracking.ON,
        Tracking.ON);
  }

  static CampaignContent untracked(CampaignContent of) {
    return new CampaignContent(
        of.kind(),
        of.fromName(),
        of.fromEmail(),
        of.replyTo(),
        of.subject(),
        of.html(),
        of.text(),
        Tracking.OFF,
        Tracking.OFF);
  }

  static MailRow row(Map<String, Object> fields) {
    return row(Optional.of("Ann"), fields);
  }

  static MailRow row(Optional<String> name, Map<String, Object> fields) {
    return new MailRow(
        new Origin(new BatchId("abcdefghijklmnop"), 0, 1),
        RECIPIENT,
        ROW_KEY,
        "c-17",
        address("ann@example.com"),
        name,
        fields,
        Map.of());
  }

  static EmailAddress address(String text) {
    try {
      return EmailAddress.parse(text);
    } catch (EmailAddress.Malformed e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  static CompiledContent compiled(CampaignContent content) {
    return switch (CompiledContent.compile(content, TABLE, CAMPAIGN)) {
      case Compiled(var compiled) -> compiled;
      case Invalid(var problems) -> throw new AssertionError("refused: " + problems);
    };
  }

  static List<TemplateProblem> problems(CampaignContent content) {
    return switch (CompiledContent.compile(content, TABLE, CAMPAIGN)) {
      case Compiled(var compiled) -> List.of();
      case Invalid(var problems) -> problems;
    };
  }

  static RenderedMail mail(CampaignContent content, MailRow row) {
    return switch (compiled(content).render(row, Token.Stage.REAL, URLS)) {
      case Rendered(var mail) -> mail;
      case Unrenderable(var reason, var detail) ->
          throw new AssertionError("unrenderable: " + reason + ", " + detail);
    };
  }

  static Unrenderable failure(CampaignContent content, MailRow row) {
    return switch (compiled(content).render(row, Token.Stage.REAL, URLS)) {
      case Rendered(var mail) -> throw new AssertionError("rendered: " + mail);
      case Unrenderable unrenderable -> unrenderable;
    };
  }

  /** What a text is on the wire and behind it. */
  static String crlf(String text) {
    return text.replaceAll("\r\n|\r|\n", "\r\n");
  }

  static Token token(Token.Kind kind, int link) {
    return new Token(kind, Token.Stage.REAL, TABLE, link, RECIPIENT, ROW_KEY.hash());
  }
}
