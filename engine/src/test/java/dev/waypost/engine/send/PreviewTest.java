package dev.waypost.engine.send;

import static dev.waypost.engine.send.Mails.CAMPAIGN;
import static dev.waypost.engine.send.Mails.KEYS;
import static dev.waypost.engine.send.Mails.URLS;
import static dev.waypost.engine.send.Mails.compiled;
import static dev.waypost.engine.send.Mails.content;
import static dev.waypost.engine.send.Mails.html;
import static dev.waypost.engine.send.Mails.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.waypost.engine.link.Token;
import dev.waypost.engine.send.TemplateProblem.Place;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreviewTest {
  private static final Instant DATE = Instant.parse("2026-03-01T10:00:00Z");
  private static final String UNSUBSCRIBE = "<a href=\"{{waypost.unsubscribeUrl}}\">No more</a>";
  private static final MailRow ANN = row(Map.of("city", "Pécs"));

  private static Preview.Outcome outcome(CampaignContent content, MailRow row) {
    return Preview.of(compiled(content), row, CAMPAIGN, URLS, DATE);
  }

  private static Preview preview(CampaignContent content, MailRow row) {
    return switch (outcome(content, row)) {
      case Preview.Shown(var preview) -> preview;
      case Preview.Flawed(var problem) -> throw new AssertionError("flawed: " + problem);
    };
  }

  private static TemplateProblem flaw(CampaignContent content, MailRow row) {
    return switch (outcome(content, row)) {
      case Preview.Shown shown -> throw new AssertionError("shown");
      case Preview.Flawed(var problem) -> problem;
    };
  }

  private static List<String> codes(Preview preview) {
    return preview.warnings().stream().map(PreviewWarning::code).toList();
  }

  @Test
  void preview_ofAMail_isTheMailWithTheLinksOfATest() {
    var content =
        content(
            "Hello {{name}} {{city}}",
            Optional.of("<a href=\"https://a.example/{{city}}\">x</a>" + UNSUBSCRIBE),
            Optional.empty());

    var preview = preview(content, ANN);

    var real = Mails.mail(content, ANN);
    assertThat(preview.mail().subject()).isEqualTo("Hello Ann Pécs");
    assertThat(preview.mail().links())
        .extracting(RenderedMail.MailLink::url)
        .containsExactly("https://a.example/P%C3%A9cs");
    var tracked = preview.mail().links().getFirst().tracked();
    assertThat(preview.mail().html().orElseThrow().replace(tracked, "T")).contains("href=\"T\"");
    assertThat(tracked).isNotEqualTo(real.links().getFirst().tracked());
    var token = tracked.substring(tracked.indexOf("/c/") + 3).split("/")[0];
    assertThat(KEYS.verify(token).orElseThrow().stage()).isEqualTo(Token.Stage.TEST);
    assertThat(preview.warnings()).isEmpty();
  }

  @Test
  void headers_ofAPreview_areThoseOfTheBytesInTheirOrder() {
    var preview = preview(content("Ünnep", Optional.of(UNSUBSCRIBE), Optional.empty()), ANN);

    assertThat(preview.headers())
        .extracting(RenderedMail.Header::name)
        .containsExactly(
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "MIME-Version",
            "Content-Type");
    assertThat(preview.headers())
        .contains(
            new RenderedMail.Header("Subject", "=?utf-8?B?w5xubmVw?="),
            new RenderedMail.Header("Message-ID", MessageIds.of(preview.mail(), ANN, CAMPAIGN)),
            new RenderedMail.Header("Date", "Sun, 01 Mar 2026 10:00:00 +0000"),
            new RenderedMail.Header("List-Unsubscribe", "<" + preview.mail().unsubscribe() + ">"));
    var bytes =
        new String(
            MimeWriter.write(preview.mail(), DATE, MessageIds.of(preview.mail(), ANN, CAMPAIGN)),
            StandardCharsets.UTF_8);
    assertThat(preview.headers())
        .allSatisfy(header -> assertThat(bytes).contains(header.name() + ": "));
  }

  @Test
  void mergeFields_missingFromTheRow_areWarnedOfOnceAndWithTheirField() {
    var content =
        content(
            "{{greeting}} {{name}}",
            Optional.of(
                "{{greeting}}{{greeting}}{{{raw}}}{{a.b}}{{#if flag}}x{{/if}}{{#each"
                    + " list}}y{{/each}}"
                    + "{{#section}}z{{else}}{{city}}{{/section}}{{^none}}n{{/none}}<a"
                    + " href=\"https://a.example/?q={{query}}\">q</a>"
                    + UNSUBSCRIBE),
            Optional.empty());

    var preview = preview(content, ANN);

    assertThat(preview.warnings())
        .extracting(PreviewWarning::code, PreviewWarning::pointer, PreviewWarning::detail)
        .containsExactly(
            tuple("missingField", "/subject", missing("greeting")),
            tuple("missingField", "/html", missing("greeting")),
            tuple("missingField", "/html", missing("raw")),
            tuple("missingField", "/html", missing("a.b")),
            tuple("missingField", "/html", missing("query")));
    assertThat(preview.mail().html().orElseThrow()).startsWith("Pécsn<a");
  }

  private static String missing(String name) {
    return "{{" + name + "}} is not in the row: it renders empty";
  }

  @Test
  void links_leftUntracked_areWarnedOfWithTheirPlace() {
    var preview =
        preview(
            html(
                "<p>\n<a href=\"//a.example/x\">x</a>\n <a href=\"ftp://b.example\">y</a>"
                    + UNSUBSCRIBE),
            ANN);

    assertThat(preview.warnings())
        .extracting(PreviewWarning::code, PreviewWarning::pointer, PreviewWarning::place)
        .containsExactly(
            tuple("protocolRelativeLink", "/html", Optional.of(new Place(2, 10))),
            tuple("otherScheme", "/html", Optional.of(new Place(3, 11))));
  }

  @Test
  void mail_withoutUnsubscribeLinks_isWarnedOf() {
    assertThat(codes(preview(html("<p>Hi</p>"), ANN))).containsExactly("noUnsubscribeLink");
    var inText = preview(content("Hi", Optional.of(UNSUBSCRIBE), Optional.of("Hi")), ANN);
    assertThat(inText.warnings())
        .extracting(PreviewWarning::code, PreviewWarning::pointer)
        .containsExactly(tuple("noUnsubscribeLink", "/text"));
  }

  @Test
  void subjectAndText_emptyOrLong_areWarnedOf() {
    var pictures = "<img src=\"https://a.example/x.png\">" + UNSUBSCRIBE;
    var empty = content("{{city}}", Optional.of(pictures), Optional.of("{{nothing}} "));
    assertThat(codes(preview(empty, row(Map.of("city", " ", "nothing", "")))))
        .containsExactly("emptySubject", "emptyText");
    var longOne = content("x".repeat(151), Optional.of(UNSUBSCRIBE), Optional.empty());
    assertThat(codes(preview(longOne, ANN))).containsExactly("longSubject");
    var clipped = html("x".repeat(110_000) + UNSUBSCRIBE);
    assertThat(codes(preview(clipped, ANN))).containsExactly("clipped");
  }

  @Test
  void destination_badAfterMerging_isAFlawAtItsPlace() {
    var content =
        content(
            "Hi",
            Optional.of("<p>\n  <a href=\"https://a.example\">a</a> <a href=\"{{url}}\">b</a>"),
            Optional.of("See\nhttps://b.example/?q={{query}}"));

    var bad = flaw(content, row(Map.of("url", "javascript:alert(1)")));
    assertThat(bad.pointer()).isEqualTo("/html");
    assertThat(bad.code()).isEqualTo("destination");
    assertThat(bad.place()).contains(new Place(2, 46));
    var tooLong = flaw(content, row(Map.of("url", "https://c.example", "query", "x".repeat(1990))));
    assertThat(tooLong.pointer()).isEqualTo("/text");
    assertThat(tooLong.code()).isEqualTo("destinationTooLong");
    assertThat(tooLong.place()).contains(new Place(2, 1));
  }

  @Test
  void header_brokenByTheRow_isAFlawOfItsField() {
    var content = content("Hello {{city}}", Optional.of("<p>{{city}}</p>"), Optional.empty());

    var broken = flaw(content, row(Map.of("city", "a\nb")));
    assertThat(broken.pointer()).isEqualTo("/subject");
    assertThat(broken.code()).isEqualTo("control");
    var tooLong = flaw(content, row(Map.of("city", "x".repeat(999))));
    assertThat(tooLong.pointer()).isEqualTo("/subject");
    assertThat(tooLong.code()).isEqualTo("tooLong");
  }
}
