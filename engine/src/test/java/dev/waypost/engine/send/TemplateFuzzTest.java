package dev.waypost.engine.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.waypost.engine.link.LinkExtraction;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.send.CompiledContent.Compilation;
import dev.waypost.engine.send.CompiledContent.Compiled;
import dev.waypost.engine.send.CompiledContent.Invalid;
import dev.waypost.engine.send.Rendering.Rendered;
import dev.waypost.engine.send.Rendering.Unrenderable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** Templates of any bytes; CONTRIBUTING says how to run this for long. */
class TemplateFuzzTest {
  private static final Pattern TRACKED =
      Pattern.compile("https://t\\.acme\\.example/c/([A-Za-z0-9_-]{43})(?:/([A-Za-z0-9_-]+))?");
  private static final Pattern PIXEL =
      Pattern.compile("<img src=\"https://t\\.acme\\.example/o/[A-Za-z0-9_-]{43}\\.gif\"[^>]*>");

  private static final Map<String, Object> FIELDS =
      Map.of(
          "name",
          "Ann & <Bob>",
          "yes",
          true,
          "no",
          "",
          "n",
          3,
          "list",
          List.of("a", "b"),
          "items",
          List.of(Map.of("n", "x", "u", "https://i.example/1?a=b&c=d")),
          "url",
          "https://u.example/p?q=r&s=%20t#f");

  private static final CompiledContent PLACES =
      Mails.compiled(
          Mails.html(
              "<p id=p>{{x}}</p><b title=\"{{x}}\" class='{{x}}'>b</b>"
                  + "<a href=\"https://a.example/{{x}}?q={{x}}#{{x}}\">a</a>"
                  + "<a href='https://{{x}}.b.example/'>b</a><i>i</i>"));

  private static Compilation compile(CampaignContent content) {
    return CompiledContent.compile(content, Mails.TABLE, Mails.CAMPAIGN);
  }

  private static Rendering render(CompiledContent compiled) {
    return compiled.render(Mails.row(FIELDS), Token.Stage.REAL, Mails.URLS);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @FuzzTest
  void html_ofAnyText_isRefusedWithAPlaceOrKeepsItsBytes(byte[] bytes) {
    var template = text(bytes);
    if (compiled(Mails.html(template), template) instanceof Rendered(var mail)) {
      var html = mail.html().orElseThrow();
      assertThat(html.length()).isLessThan(Field.HTML.renderedMax + 300);
      assertThat(PIXEL.matcher(html).results().count()).isEqualTo(1);
      if (!template.contains("{{") && !names(template, "data-waypost-")) {
        assertThat(undone(html, template)).isEqualTo(template);
      }
    }
  }

  @FuzzTest
  void text_ofAnyText_isRefusedWithAPlaceOrKeepsItsBytes(byte[] bytes) {
    var template = text(bytes);
    if (compiled(Mails.text(template), template) instanceof Rendered(var mail)) {
      assertThat(mail.text().length()).isLessThanOrEqualTo(Field.TEXT.renderedMax);
      if (!template.contains("{{")) {
        assertThat(undone(mail.text(), template)).isEqualTo(template);
      }
    }
  }

  @FuzzTest
  void subject_ofAnyText_isOneLineOrRefused(byte[] bytes) {
    var template = text(bytes);
    if (compiled(Mails.subject(template), template) instanceof Rendered(var mail)) {
      assertThat(HeaderText.isUnsafe(mail.subject())).isFalse();
      assertThat(mail.subject().getBytes(StandardCharsets.UTF_8))
          .hasSizeLessThanOrEqualTo(CompiledContent.HEADER_BYTES_MAX);
    }
  }

  /** Compiles and renders twice, which must come to the same. */
  private static Rendering compiled(CampaignContent content, String template) {
    var rows = template.split("\n", -1).length;
    var first = compile(content);
    var again = compile(content);
    return switch (first) {
      case Invalid(var problems) -> {
        assertThat(again).isEqualTo(first);
        assertThat(problems).isNotEmpty();
        problems.forEach(
            p -> p.place().ifPresent(place -> assertThat(place.row()).isBetween(1, rows)));
        yield new Unrenderable(Rendering.Reason.TEMPLATE, "refused");
      }
      case Compiled(var one) when again instanceof Compiled(var other) -> {
        assertThat(other.links()).isEqualTo(one.links());
        assertThat(other.linkNotes()).isEqualTo(one.linkNotes());
        var rendering = render(one);
        assertThat(render(other)).isEqualTo(rendering);
        yield rendering;
      }
      case Compiled ignored -> throw new AssertionError("compiled, then refused: " + again);
    };
  }

  private static boolean names(String template, String name) {
    return template.toLowerCase(Locale.ROOT).contains(name);
  }

  /**
   * Undoes what was done to a template without merge fields: each link in it stands there as it did
   * before, for their places are those of the extraction, which has a fuzz test of its own.
   */
  private static String undone(String rendered, String template) {
    var withoutPixel = PIXEL.matcher(rendered).replaceAll("");
    var html = !withoutPixel.equals(rendered);
    var originals =
        html
            ? LinkExtraction.html(template, 0).originals()
            : LinkExtraction.text(template, 0).originals();
    return TRACKED
        .matcher(withoutPixel)
        .replaceAll(
            found ->
                Mails.KEYS
                    .verify(found.group(1))
                    .map(token -> Matcher.quoteReplacement(originals.get(token.link())))
                    .orElseGet(() -> Matcher.quoteReplacement(found.group())));
  }

  /** Whatever a row says, it says it where its author's template has a place for it. */
  @FuzzTest
  void row_ofAnyText_staysInItsPlace(byte[] bytes) {
    var said = text(bytes);
    var row = Mails.row(Map.of("x", said));
    if (PLACES.render(row, Token.Stage.REAL, Mails.URLS) instanceof Rendered(var mail)) {
      var page = Jsoup.parse(mail.html().orElseThrow());
      assertThat(page.select("body *"))
          .extracting(Element::normalName)
          .containsExactly("p", "b", "a", "a", "i", "img");
      var read = said.replace("\r\n", "\n").replace('\r', '\n').replace("\0", "\ufffd");
      assertThat(page.select("b").attr("title").replace("\r\n", "\n").replace('\r', '\n'))
          .isEqualTo(read);
      assertThat(page.select("a").eachAttr("href"))
          .allSatisfy(href -> assertThat(href).matches(TRACKED));
      assertThat(mail.links())
          .extracting(RenderedMail.MailLink::url)
          .first()
          .asString()
          .startsWith("https://a.example/");
      assertThat(mail.links().getLast().url()).matches("https://[A-Za-z0-9._-]+\\.b\\.example/");
    }
  }

  @FuzzTest
  void plainText_ofAnyHtml_isTidy(byte[] bytes) {
    var html = text(bytes);
    var plain = PlainText.of(html, Map.of());

    assertThat(PlainText.of(html, Map.of())).isEqualTo(plain);
    if (!plain.isEmpty()) {
      assertThat(plain).endsWith("\n").doesNotEndWith("\n\n");
    }
    assertThat(plain).doesNotContain("\r");
    if (!names(html, "<pre")) {
      assertThat(plain).doesNotContain("\n\n\n");
    }
  }

  /** The same words many times over; time is limited by the fuzzer, not here. */
  @FuzzTest
  void template_ofRepeatedText_comesToAnEnd(byte[] bytes) {
    var piece = text(bytes);
    if (piece.isEmpty() || piece.length() > 200) {
      return;
    }
    var many = piece.repeat(150_000 / piece.length());
    var content = Mails.content("s", Optional.of(many), Optional.of(many));
    if (compile(content) instanceof Compiled(var compiled)) {
      assertThat(render(compiled)).isNotNull();
    }
    assertThat(PlainText.of(many, Map.of())).isNotNull();
  }
}
