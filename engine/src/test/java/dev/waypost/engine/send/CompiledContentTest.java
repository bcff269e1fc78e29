package dev.waypost.engine.send;

import static dev.waypost.engine.send.Mails.URLS;
import static dev.waypost.engine.send.Mails.failure;
import static dev.waypost.engine.send.Mails.html;
import static dev.waypost.engine.send.Mails.mail;
import static dev.waypost.engine.send.Mails.row;
import static dev.waypost.engine.send.Mails.text;
import static dev.waypost.engine.send.Mails.token;
import static dev.waypost.engine.send.Mails.untracked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.link.Token;
import dev.waypost.engine.send.RenderedMail.Warning;
import dev.waypost.engine.send.Rendering.Reason;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompiledContentTest {
  private static String rendered(String html, Map<String, Object> fields) {
    return mail(untracked(html(html)), row(fields)).html().orElseThrow();
  }

  private static String renderedText(String text, Map<String, Object> fields) {
    return mail(text(text), row(fields)).text();
  }

  @Test
  void value_inHtml_isEscaped() {
    assertThat(rendered("<p>{{x}}</p>", Map.of("x", "<a b=\"c\">&'")))
        .isEqualTo("<p>&lt;a b&#x3D;&quot;c&quot;&gt;&amp;&#x27;</p>");
  }

  @Test
  void value_inThreeBraces_isNotEscaped() {
    assertThat(rendered("<p>{{{x}}}{{&x}}</p>", Map.of("x", "<b>"))).isEqualTo("<p><b><b></p>");
  }

  @Test
  void value_inTextAndSubjectAndFromName_isNotEscaped() {
    var content =
        new CampaignContent(
            dev.waypost.engine.delivery.MailKind.BROADCAST,
            Optional.of("{{x}} Ltd"),
            Mails.address("news@acme.example"),
            Optional.empty(),
            "Hi {{x}}",
            Optional.empty(),
            Optional.of("{{x}}!"),
            Tracking.ON,
            Tracking.ON);

    var mail = mail(content, row(Map.of("x", "A&B")));

    assertThat(mail.from().name()).contains("A&B Ltd");
    assertThat(mail.subject()).isEqualTo("Hi A&B");
    assertThat(mail.text()).isEqualTo("A&B!");
  }

  @Test
  void missing_field_rendersEmpty() {
    assertThat(rendered("[{{no}}{{no.such.thing}}{{#no}}x{{/no}}{{#each no}}x{{/each}}]", Map.of()))
        .isEqualTo("[]");
  }

  @Test
  void emailIdName_withoutFields_areTheRows() {
    assertThat(renderedText("{{email}} {{id}} {{name}}", Map.of()))
        .isEqualTo("ann@example.com c-17 Ann");
  }

  @Test
  void emailIdName_withFields_areTheFields() {
    assertThat(
            renderedText("{{email}} {{id}} {{name}}", Map.of("email", "e", "id", 1, "name", "n")))
        .isEqualTo("e 1 n");
  }

  @Test
  void waypost_inAnyScope_isReserved() {
    var mail =
        mail(
            text(
                "{{#each list}}{{waypost.unsubscribeUrl}} {{waypost.email}} {{/each}}"
                    + "{{waypost.id}} {{waypost.campaign}}"),
            row(Map.of("list", List.of("one"), "waypost", "mine")));

    var unsubscribe = URLS.unsubscribe(token(Token.Kind.UNSUBSCRIBE, 0));
    assertThat(mail.text()).isEqualTo(unsubscribe + " ann@example.com c-17 spring");
    assertThat(mail.unsubscribe()).isEqualTo(unsubscribe);
  }

  @Test
  void each_overList_knowsItsRound() {
    var list = List.of(Map.of("n", "a"), Map.of("n", "b"), "c");

    assertThat(
            renderedText(
                "{{#each list}}{{@index}}{{n}}{{this}}{{#unless @last}}, {{/unless}}{{/each}}",
                Map.of("list", list)))
        .isEqualTo("0a, 1b, 2c");
  }

  @Test
  void each_overMapAndNothing_readsKeysAndElse() {
    assertThat(
            renderedText(
                "{{#each map}}{{@key}}={{this}}{{/each}}{{#each none}}x{{else}}none{{/each}}",
                Map.of("map", Map.of("k", 1))))
        .isEqualTo("k=1none");
  }

  @Test
  void each_itemWithoutField_doesNotShowTheOuterOne() {
    assertThat(
            renderedText(
                "{{#each list}}[{{name}}{{../name}}{{@root.city}}]{{/each}}",
                Map.of("list", List.of(Map.of("x", 1)), "city", "Pécs")))
        .isEqualTo("[AnnPécs]");
  }

  @Test
  void each_withNames_bindsThem() {
    assertThat(
            renderedText(
                "{{#each list as |item i|}}{{i}}:{{item.n}} {{/each}}",
                Map.of("list", List.of(Map.of("n", "a"), Map.of("n", "b")))))
        .isEqualTo("0:a 1:b ");
  }

  @Test
  void conditions_followJavaScript() {
    var template = "{{#if x}}yes{{else}}no{{/if}}";

    assertThat(renderedText(template, Map.of("x", "a"))).isEqualTo("yes");
    assertThat(renderedText(template, Map.of("x", ""))).isEqualTo("no");
    assertThat(renderedText(template, Map.of("x", 0))).isEqualTo("no");
    assertThat(renderedText(template, Map.of("x", List.of()))).isEqualTo("no");
    assertThat(renderedText(template, Map.of("x", false))).isEqualTo("no");
    assertThat(renderedText(template, Map.of("x", Map.of()))).isEqualTo("yes");
  }

  @Test
  void elseIf_chain_takesTheFirstThatIsTrue() {
    assertThat(
            renderedText(
                "{{#if a}}A{{else if b}}B{{else}}C{{/if}}{{^a}}!{{/a}}", Map.of("b", true)))
        .isEqualTo("B!");
  }

  @Test
  void section_ofMissingValue_takesElseInTheOuterScope() {
    assertThat(renderedText("{{#x}}X{{else}}{{name}}{{/x}}", Map.of())).isEqualTo("Ann");
    assertThat(renderedText("{{#x}}{{y}}{{else}}no{{/x}}", Map.of("x", Map.of("y", "Y"))))
        .isEqualTo("Y");
    assertThat(renderedText("{{#x}}{{this}}{{/x}}", Map.of("x", List.of(1, 2)))).isEqualTo("12");
  }

  @Test
  void withAndLookup_moveIn() {
    assertThat(
            renderedText(
                "{{#with a}}{{b}}{{/with}} {{lookup list 1}} {{lookup a key}} {{list.[0]}}"
                    + " {{list.length}}",
                Map.of("a", Map.of("b", "B"), "list", List.of("x", "y"), "key", "b")))
        .isEqualTo("B y B x 2");
  }

  @Test
  void values_readAsPeopleWriteThem() {
    assertThat(
            renderedText(
                "{{a}} {{b}} {{c}} {{d}} {{e}} {{f}}.",
                Map.of(
                    "a",
                    5.0,
                    "b",
                    19.9,
                    "c",
                    new BigDecimal("10.50"),
                    "d",
                    true,
                    "e",
                    List.of(1, 2),
                    "f",
                    Map.of("x", 1))))
        .isEqualTo("5 19.9 10.50 true 1,2 .");
  }

  @Test
  void javaObjects_haveNoMembers() {
    assertThat(
            renderedText(
                "{{x.class}}{{x.bytes}}{{x.empty}}{{class}}{{class.classLoader}}{{this.class}}.",
                Map.of("x", "text")))
        .isEqualTo(".");
  }

  @Test
  void standaloneTags_leaveNoEmptyLines() {
    assertThat(
            renderedText(
                "Items:\n{{#each list}}\n  - {{this}}\n{{/each}}\nEnd\n",
                Map.of("list", List.of("a", "b"))))
        .isEqualTo("Items:\n  - a\n  - b\nEnd\n");
  }

  @Test
  void escapedBraces_stayAsTheyAre() {
    assertThat(renderedText("\\{{x}} {{! gone }}{{!-- {{gone}} --}}", Map.of("x", 1)))
        .isEqualTo("{{x}} ");
  }

  @Test
  void link_inHtml_isTracked() {
    var mail = mail(html("<a href=\"https://acme.example/?a=1&amp;b=2\">x</a>"), row(Map.of()));

    var tracked = URLS.click(token(Token.Kind.CLICK, 0));
    assertThat(mail.html().orElseThrow()).startsWith("<a href=\"" + tracked + "\">x</a>");
    assertThat(mail.links())
        .containsExactly(new RenderedMail.MailLink(0, "https://acme.example/?a=1&b=2", tracked));
  }

  @Test
  void link_whenClicksAreOff_isTheMergedDestination() {
    assertThat(
            rendered(
                "<a href=\"https://acme.example/{{c}}?a=1&amp;b={{d}}\">x</a>",
                Map.of("c", "Pécs", "d", "&=")))
        .isEqualTo("<a href=\"https://acme.example/P%C3%A9cs?a=1&amp;b=%26%3D\">x</a>");
  }

  @Test
  void link_insideEach_mergesItsRound() {
    var mail =
        mail(
            html("{{#each items}}<a href=\"{{url}}\">{{n}}</a>{{/each}}"),
            row(
                Map.of(
                    "items",
                    List.of(
                        Map.of("url", "https://a.example/1", "n", 1),
                        Map.of("url", "https://a.example/2", "n", 2)))));

    var token = token(Token.Kind.CLICK, 0);
    assertThat(mail.links())
        .extracting(RenderedMail.MailLink::tracked)
        .containsExactly(
            URLS.click(token, List.of("https://a.example/1")),
            URLS.click(token, List.of("https://a.example/2")));
    assertThat(mail.links())
        .extracting(RenderedMail.MailLink::url)
        .containsExactly("https://a.example/1", "https://a.example/2");
  }

  @Test
  void links_ofTextPart_goOnCounting() {
    var content =
        Mails.content(
            "s",
            Optional.of("<a href=\"https://acme.example/h\">x</a>"),
            Optional.of("See https://acme.example/t."));

    var mail = mail(content, row(Map.of()));

    assertThat(Mails.compiled(content).links())
        .extracting(link -> link.index() + link.url())
        .containsExactly("0https://acme.example/h", "1https://acme.example/t");
    assertThat(mail.text()).isEqualTo("See " + URLS.click(token(Token.Kind.CLICK, 1)) + ".");
  }

  @Test
  void derivedText_hasTheTrackedLinksOfTheHtml() {
    var mail = mail(html("<p>Go <a href=\"https://acme.example/\">there</a></p>"), row(Map.of()));

    assertThat(mail.text())
        .isEqualTo("Go there\n<" + URLS.click(token(Token.Kind.CLICK, 0)) + ">\n");
    assertThat(mail.links()).hasSize(1);
  }

  @Test
  void destination_thatMergesToNoUrl_failsWithoutRepeatingIt() {
    var failure =
        failure(html("<a href=\"{{url}}\">x</a>"), row(Map.of("url", "javascript:secret()")));

    assertThat(failure.reason()).isEqualTo(Reason.DESTINATION);
    assertThat(failure.detail()).contains("link 0").doesNotContain("secret");
  }

  @Test
  void destination_thatIsMissing_fails() {
    assertThat(failure(html("<a href=\"{{url}}\">x</a>"), row(Map.of())).reason())
        .isEqualTo(Reason.DESTINATION);
  }

  @Test
  void destination_ofMoreThan2000Characters_fails() {
    var html = html("<a href=\"https://acme.example/{{x}}\">x</a>");

    assertThat(failure(html, row(Map.of("x", "y".repeat(1_990)))).reason())
        .isEqualTo(Reason.DESTINATION_TOO_LONG);
    assertThat(failure(html, row(Map.of("x", "y".repeat(2_100)))).reason())
        .isEqualTo(Reason.DESTINATION_TOO_LONG);
    assertThat(mail(html, row(Map.of("x", "y".repeat(1_900)))).links()).hasSize(1);
  }

  @Test
  void pixel_withOpensOn_standsBeforeTheLastBodyEnd() {
    var mail = mail(html("<body>a<!-- </body> --></BODY ></html><!--</body>-->"), row(Map.of()));

    var pixel = URLS.open(token(Token.Kind.OPEN, 0));
    assertThat(mail.pixel()).contains(pixel);
    assertThat(mail.html().orElseThrow())
        .startsWith("<body>a<!-- </body> --><img src=\"" + pixel + "\" width=\"1\"")
        .endsWith("></BODY ></html><!--</body>-->");
  }

  @Test
  void pixel_withoutBodyEnd_standsLast() {
    assertThat(mail(html("hi"), row(Map.of())).html().orElseThrow()).matches("hi<img [^>]*>");
  }

  @Test
  void pixel_withOpensOffOrWithoutHtml_isAbsent() {
    assertThat(rendered("<p>hi</p>", Map.of())).isEqualTo("<p>hi</p>");
    assertThat(mail(text("hi"), row(Map.of())).pixel()).isEmpty();
  }

  @Test
  void broadcast_hasListUnsubscribe() {
    var mail = mail(text("hi"), row(Map.of()));

    assertThat(mail.headers())
        .containsExactly(
            new RenderedMail.Header("List-Unsubscribe", "<" + mail.unsubscribe() + ">"),
            new RenderedMail.Header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    assertThat(mail.warnings()).containsExactly(Warning.NO_UNSUBSCRIBE_LINK);
  }

  @Test
  void unsubscribeLink_inHtml_isNotTrackedAndNotWarnedOf() {
    var mail = mail(html("<a href=\"{{waypost.unsubscribeUrl}}\">bye</a>"), row(Map.of()));

    assertThat(mail.html().orElseThrow())
        .startsWith("<a href=\"" + mail.unsubscribe() + "\">bye</a>");
    assertThat(mail.links()).isEmpty();
    assertThat(mail.warnings()).isEmpty();
  }

  @Test
  void lineBreak_mergedIntoAHeader_fails() {
    var injected = "x\r\nBcc: all@example.com";

    assertThat(failure(Mails.subject("Hi {{x}}"), row(Map.of("x", injected))).reason())
        .isEqualTo(Reason.HEADER);
    assertThat(failure(Mails.subject("Hi {{x}}"), row(Map.of("x", "a\u2028b"))).reason())
        .isEqualTo(Reason.HEADER);
    assertThat(failure(Mails.subject("Hi {{x}}"), row(Map.of("x", "a\0b"))).reason())
        .isEqualTo(Reason.HEADER);
    assertThat(failure(text("t"), row(Optional.of(injected), Map.of())).reason())
        .isEqualTo(Reason.HEADER);
  }

  @Test
  void subject_thatMergesTooLong_fails() {
    assertThat(failure(Mails.subject("{{x}}"), row(Map.of("x", "é".repeat(500)))).reason())
        .isEqualTo(Reason.TOO_LONG);
  }

  @Test
  void bombs_ofManyRounds_failInsteadOfRunning() {
    var list = java.util.Collections.nCopies(10_000, 1);
    var nested = "{{#each @root.list}}".repeat(5) + "{{/each}}".repeat(5);

    assertThat(failure(text(nested), row(Map.of("list", list))).reason())
        .isEqualTo(Reason.TOO_MUCH_WORK);
  }

  @Test
  void bombs_ofMuchOutput_failInsteadOfFillingMemory() {
    var list = java.util.Collections.nCopies(10_000, 1);
    var template = "{{#each list}}" + "{{@root.x}}".repeat(50) + "{{/each}}";

    assertThat(failure(html(template), row(Map.of("list", list, "x", "<".repeat(1_000)))).reason())
        .isEqualTo(Reason.TOO_LONG);
  }

  @Test
  void sameRow_twice_rendersTheSame() {
    var content = Mails.compiled(html("<a href=\"https://acme.example/{{x}}\">{{name}}</a>"));
    var row = row(Map.of("x", 1));

    assertThat(content.render(row, Token.Stage.REAL, URLS))
        .isEqualTo(content.render(row, Token.Stage.REAL, URLS));
  }

  @Test
  void testStage_isInTheTokens() {
    var content = Mails.compiled(html("<a href=\"https://acme.example/\">x</a>"));

    var rendering = content.render(row(Map.of()), Token.Stage.TEST, URLS);

    var token =
        new Token(
            Token.Kind.CLICK,
            Token.Stage.TEST,
            Mails.TABLE,
            0,
            Mails.RECIPIENT,
            Mails.ROW_KEY.hash());
    assertThat(((Rendering.Rendered) rendering).mail().links().getFirst().tracked())
        .isEqualTo(URLS.click(token));
  }
}
