package dev.waypost.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextLinksTest {
  @Test
  void text_severalLinks_numbersEachInSourceOrder() {
    var extracted =
        LinkExtraction.text("Read https://a.example/x.\r\nOr <HTTP://b.example/>, {{name}}!", 5);

    assertThat(extracted.template())
        .isEqualTo("Read {{{waypost-link 5}}}.\r\nOr <{{{waypost-link 6}}}>, {{name}}!");
    assertThat(extracted.links())
        .containsExactly(
            new Link(5, "https://a.example/x", Link.Part.TEXT, Optional.empty()),
            new Link(6, "HTTP://b.example/", Link.Part.TEXT, Optional.empty()));
  }

  /** The text before the bar, the one link's URL behind it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "https://a.example|https://a.example",
        "(https://a.example/)|https://a.example/",
        "see (https://a.example/a_(b)) there|https://a.example/a_(b)",
        "https://a.example/a_(b)|https://a.example/a_(b)",
        "https://a.example/a(b|https://a.example/a(b",
        "[https://a.example/?a[]=1]|https://a.example/?a[]=1",
        "\"https://a.example/\"|https://a.example/",
        "'https://a.example/'|https://a.example/",
        "https://a.example/...|https://a.example/",
        "https://a.example/?!|https://a.example/",
        "https://a.example/;|https://a.example/",
        "https://a.example/a,b;c:d.|https://a.example/a,b;c:d",
        "<https://a.example/a.>|https://a.example/a.",
        "<https://a.example/a. b>|https://a.example/a",
        "(see https://a.example/.)|https://a.example/",
        "\u201ehttps://a.example/\u201d\u2026|https://a.example/",
        "https://a.example/\u00e1rv\u00edz|https://a.example/\u00e1rv\u00edz",
        "https://a.example/?a=1&b=2#c/d|https://a.example/?a=1&b=2#c/d",
        "https://a.example/?to=https://b.example/|https://a.example/?to=https://b.example/",
        "*https://a.example/-_/|https://a.example/-_/",
        "https://a.example/{{x}}.|https://a.example/{{x}}",
        "https://a.example/{{lookup x \"y z\"}}/b,|https://a.example/{{lookup x \"y z\"}}/b",
        "https://a.example/?x={{{x}}}&y={{ y }})|https://a.example/?x={{{x}}}&y={{ y }}",
        "{{#if a}}https://a.example/{{/if}}|https://a.example/",
        "{{#if a}}https://a.example/{{else}}none{{/if}}|https://a.example/",
        "{{! https://b.example/ }}https://a.example/{{!-- x --}}|https://a.example/",
        "https://[2001:db8::1]/|https://[2001:db8::1]/",
      })
  void text_oneLink_endsBeforeTheSentenceGoesOn(String template, String url) {
    var extracted = LinkExtraction.text(template, 0);

    assertThat(extracted.problems()).isEmpty();
    assertThat(extracted.links()).extracting(Link::url).containsExactly(url);
    assertThat(Restored.text(extracted)).isEqualTo(template);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http:// https://",
        "http://.",
        "www.a.example a.example/b",
        "mailto:a@b.example ftp://a.example/",
        "xhttps://a.example/ 1http://a.example/",
        "{{url}} {{#if a}}{{/if}} {{waypost.unsubscribeUrl}}",
        "{{link 'https://a.example/'}}",
        "{https://a.example/}",
        "\\https://a.example/",
      })
  void text_whatIsNotTracked_staysAsItIs(String template) {
    var extracted = LinkExtraction.text(template, 0);

    assertThat(extracted.template()).isEqualTo(template);
    assertThat(extracted.links()).isEmpty();
    assertThat(extracted.problems()).isEmpty();
  }

  @Test
  void text_linksThatCannotBe_areProblemsWithTheirPlace() {
    var extracted =
        LinkExtraction.text(
            "a\n b https://u@a.example/ c\nhttps://x{{host}}/ https://a.example\\b\n"
                + "https://a.example:99999/",
            0);

    assertThat(extracted.problems())
        .extracting(LinkProblem::row, LinkProblem::column, LinkProblem::code, LinkProblem::part)
        .containsExactly(
            tuple(2, 4, "userInfo", Link.Part.TEXT),
            tuple(3, 1, "host", Link.Part.TEXT),
            tuple(3, 20, "backslash", Link.Part.TEXT),
            tuple(4, 1, "host", Link.Part.TEXT));
  }

  @Test
  void text_anySoup_changesNothingButDestinations() {
    var pieces =
        List.of(
            "https://a.example/",
            "http://",
            "{{",
            "}}",
            "{{x}}",
            "{{{",
            "}}}",
            "{{#if a}}",
            " ",
            "\n",
            "(",
            ")",
            "[",
            "]",
            ".",
            "<",
            ">",
            "\"",
            "a",
            "{",
            "\\",
            "\u201d",
            "@",
            "{{!");
    Seeded.times(
        5_000,
        random -> {
          var soup = new StringBuilder();
          random
              .ints(random.nextInt(30), 0, pieces.size())
              .forEach(i -> soup.append(pieces.get(i)));

          var extracted = LinkExtraction.text(soup.toString(), 0);

          assertThat(Restored.text(extracted)).isEqualTo(soup.toString());
        });
  }

  @Test
  void text_extractedTemplate_hasNoMoreLinks() {
    var first = LinkExtraction.text("https://a.example/{{x}}, {{#if a}}http://b.example{{/if}}", 0);

    assertThat(first.links()).hasSize(2);
    assertThat(LinkExtraction.text(first.template(), 0).links()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a", "https://a/ ", ")", "{{", "{{\"", "h", "("})
  void text_megabyteOfOnePiece_isRead(String piece) {
    var template = "https://a.example/" + piece.repeat((1 << 20) / piece.length());

    assertThatCode(() -> LinkExtraction.text(template, 0)).doesNotThrowAnyException();
  }
}
