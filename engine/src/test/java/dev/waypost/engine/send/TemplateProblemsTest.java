package dev.waypost.engine.send;

import static dev.waypost.engine.send.Mails.content;
import static dev.waypost.engine.send.Mails.html;
import static dev.waypost.engine.send.Mails.problems;
import static dev.waypost.engine.send.Mails.subject;
import static dev.waypost.engine.send.Mails.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.send.TemplateProblem.Place;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateProblemsTest {
  @Test
  void unclosedBlock_isRefusedWithItsPlace() {
    var problem = problems(html("<p>\n  {{#if x}}\n</p>")).getFirst();

    assertThat(problem.pointer()).isEqualTo("/html");
    assertThat(problem.code()).isEqualTo("syntax");
    assertThat(problem.detail())
        .isEqualTo("the block {{#if x}} of row 2, column 3 is not closed; it needs {{/if}}");
    assertThat(problem.place()).contains(new Place(2, 3));
  }

  @Test
  void unclosedBlock_aroundClosedOnes_isTheOneNamed() {
    var problem =
        problems(text("{{#each a}}\n{{#if b}}{{else}}{{/if}}{{^c}}{{/c}} {{#if d}}\n{{/if}}"))
            .getFirst();

    assertThat(problem.detail())
        .startsWith("the block {{#each a}} of row 1, column 1 is not closed");
  }

  @Test
  void badHost_saysWhichLinkAndWhichCharacter() {
    var problem = problems(html("<a href=\"https://acme example/a\">x</a>")).getFirst();

    assertThat(problem.code()).isEqualTo("host");
    assertThat(problem.detail())
        .endsWith("; got \"https://acme example/a\", where \"acme example\" has a space");
  }

  @Test
  void wrongEnd_isRefusedWithItsPlace() {
    var problem = problems(text("a\nb {{#if x}}c{{/each}}")).getFirst();

    assertThat(problem.pointer()).isEqualTo("/text");
    assertThat(problem.detail()).contains("each").contains("if");
    assertThat(problem.place()).contains(new Place(2, 16));
  }

  /** A template that compiles as its author wrote it, but not with the call for its link. */
  @Test
  void linkThatBreaksTheTemplate_isRefusedWhereItStands() {
    var broken = "https://a.example/x{{! }}}";

    assertThat(problems(text(broken)))
        .extracting(TemplateProblem::pointer, TemplateProblem::code)
        .containsExactly(tuple("/text", "link"));
    assertThat(problems(content("s", Optional.of("<p>x</p>"), Optional.of(broken))))
        .extracting(TemplateProblem::pointer, TemplateProblem::code)
        .containsExactly(tuple("/text", "link"));
  }

  @Test
  void unclosedTag_isRefusedWithItsPlace() {
    assertThat(problems(subject("Hi {{name")))
        .containsExactly(
            new TemplateProblem(
                "/subject",
                "syntax",
                "this tag is not closed; it needs }}",
                Optional.of(new Place(1, 4))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{> other}}",
        "{{~> other}}",
        "{{#> layout}}x{{/layout}}",
        "{{#*inline \"a\"}}x{{/inline}}",
        "{{* deco}}",
        "{{=<% %>=}}",
        "{{{{raw}}}}x{{{{/raw}}}}"
      })
  void construct_outsideOurLanguage_isRefused(String template) {
    assertThat(problems(text(template))).extracting(TemplateProblem::code).contains("notSupported");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{precompile \"x\"}}",
        "{{log name}}",
        "{{i18n \"a\"}}",
        "{{embedded \"a\"}}",
        "{{#block \"a\"}}x{{/block}}",
        "{{partial \"a\"}}",
        "{{foo bar=1}}",
        "{{#if (eq a b)}}x{{/if}}",
        "{{#if a}}x{{else foo b}}y{{/if}}",
        "{{waypost-link 0}}",
        "{{{waypost-link 0}}}"
      })
  void helper_outsideOurLanguage_isRefusedWithItsPlace(String template) {
    var problem = problems(html("\n" + template)).getFirst();

    assertThat(problem.code()).isEqualTo("helper");
    assertThat(problem.place().orElseThrow().row()).isEqualTo(2);
  }

  @Test
  void nesting_withoutEnd_isRefused() {
    assertThat(problems(text("{{#if a}}".repeat(500) + "{{/if}}".repeat(500))))
        .extracting(TemplateProblem::code)
        .containsExactly("tooComplex");
    assertThat(problems(text("{{#if a}}" + "{{else if b}}".repeat(5_000) + "{{/if}}")))
        .extracting(TemplateProblem::code)
        .containsExactly("tooComplex");
    assertThat(
            problems(text("{{lookup " + "(lookup ".repeat(100) + "a" + " 0)".repeat(100) + " 0}}")))
        .extracting(TemplateProblem::code)
        .containsExactly("tooComplex");
    assertThat(problems(text("{{a}}".repeat(TemplateScan.TAGS_MAX + 1))))
        .extracting(TemplateProblem::code)
        .containsExactly("tooComplex");
  }

  @Test
  void lineBreak_inHeaderTemplates_isRefused() {
    var content =
        new CampaignContent(
            MailKind.BROADCAST,
            Optional.of("Ac\nme"),
            Mails.address("news@acme.example"),
            Optional.of(
                new CampaignContent.ReplyTo(
                    Optional.of("He\rlp"), Mails.address("help@acme.example"))),
            "a\r\nBcc: b",
            Optional.empty(),
            Optional.of("t"),
            Tracking.ON,
            Tracking.ON);

    assertThat(problems(content))
        .extracting(problem -> problem.pointer() + " " + problem.code())
        .containsExactly("/from/name control", "/replyTo/name control", "/subject control");
  }

  @Test
  void templates_overTheirLimit_areRefused() {
    assertThat(problems(subject("é".repeat(500))))
        .extracting(TemplateProblem::code)
        .containsExactly("tooLong");
    assertThat(problems(html("x".repeat((1 << 20) + 1))))
        .extracting(TemplateProblem::code)
        .containsExactly("tooLong");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{#if}}x{{/if}}",
        "{{#if a b}}x{{/if}}",
        "{{#each}}x{{/each}}",
        "{{#with }}x{{/with}}",
        "{{if a}}",
        "{{each list}}",
        "{{#if a}}x{{else}}y{{else}}z{{/if}}",
        "{{/if}}",
        "{{}}",
        "{{a b}}c}}",
        "{{waypost-text}}",
        "{{waypost-link}}"
      })
  void malformedTag_isRefusedWithItsPlace(String template) {
    var problem = problems(html("{{! one }}\n\n  {{#if é}}\n" + template + "\n{{/if}}")).getFirst();

    assertThat(problem.code()).isIn("syntax", "helper");
    assertThat(problem.place().orElseThrow().row()).isBetween(4, 5);
  }

  @Test
  void megabytesOfBeginnings_areReadInNoTime() {
    for (var piece :
        java.util.List.of("{{[", "{{!--", "{{!-- }}", "{{\"", "\\{{", "{{~!", "{", "{{a")) {
      assertThat(problems(text(piece.repeat((1 << 20) / piece.length())))).isNotNull();
    }
  }

  @Test
  void badLink_isRefusedWithItsPlace() {
    var problems = problems(html("<p>\n<a href=\"javascript:alert(1)\">x</a>"));

    assertThat(problems)
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.pointer()).isEqualTo("/html");
              assertThat(problem.code()).isEqualTo("scheme");
              assertThat(problem.place().orElseThrow().row()).isEqualTo(2);
            });
  }

  @Test
  void problems_ofAllFields_areToldTogether() {
    assertThat(problems(content("{{#if}", Optional.of("{{/x}}"), Optional.of("{{> y}}"))))
        .extracting(TemplateProblem::pointer)
        .containsExactly("/subject", "/html", "/text");
  }
}
