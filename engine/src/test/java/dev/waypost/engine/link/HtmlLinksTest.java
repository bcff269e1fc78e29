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

/** Where trackers went wrong before, and what this one does. */
class HtmlLinksTest {
  private static final String CALL = "{{{waypost-link 0}}}";

  @Test
  void html_severalLinks_numbersEachOccurrenceInSourceOrder() {
    var extracted =
        LinkExtraction.html(
            "<p><a href=\"https://a.example/\">A</a> <a href='https://b.example/'>B</a>\n"
                + "<map><AREA HREF=https://a.example/ ></map></p>",
            7);

    assertThat(extracted.template())
        .isEqualTo(
            "<p><a href=\"{{{waypost-link 7}}}\">A</a> <a href='{{{waypost-link 8}}}'>B</a>\n"
                + "<map><AREA HREF={{{waypost-link 9}}} ></map></p>");
    assertThat(extracted.links())
        .containsExactly(
            new Link(7, "https://a.example/", Link.Part.HTML, Optional.empty()),
            new Link(8, "https://b.example/", Link.Part.HTML, Optional.empty()),
            new Link(9, "https://a.example/", Link.Part.HTML, Optional.empty()));
    assertThat(extracted.problems()).isEmpty();
  }

  /** The template before the bar, the one link's URL behind it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        // entities
        "<a href=\"https://a.example/?a=1&amp;b=2\">|https://a.example/?a=1&b=2",
        "<a href=\"https://a.example/?a=1&#038;b=2\">|https://a.example/?a=1&b=2",
        "<a href=\"https://a.example/?a=1&#x26;b=2\">|https://a.example/?a=1&b=2",
        "<a href=\"https://a.example/?a=1&AMP;b=2\">|https://a.example/?a=1&b=2",
        "<a href=\"https://a.example/?a=1&copy=2&reg=3\">|https://a.example/?a=1&copy=2&reg=3",
        "<a href=\"&#104;ttps&colon;//a.example/\">|https://a.example/",
        "<a href=\"https://a.example/?a=&eacute;\">|https://a.example/?a=\u00e9",
        // markup
        "<a href = \"https://a.example/\">|https://a.example/",
        "<a  href=' https://a.example/ '>|https://a.example/",
        "<A HREF=\"HTTPS://A.example/\">|HTTPS://A.example/",
        "<a class=x href=https://a.example/a/b?c=d>|https://a.example/a/b?c=d",
        "<a title=\"a > b\" href=\"https://a.example/\">|https://a.example/",
        "<a title='say \"href=x\"' href=\"https://a.example/\">|https://a.example/",
        "<a data-href=\"https://b.example/\" href=\"https://a.example/\">|https://a.example/",
        "<a{{#if b}} class=\"b\"{{/if}} href=\"https://a.example/\">|https://a.example/",
        "<a {{#if (eq b \">\")}}class=\"b\"{{/if}} href=\"https://a.example/\">|https://a.example/",
        "<a/href=\"https://a.example/\"/>|https://a.example/",
        "<a href=\"https://a.example/\"class=\"x\">|https://a.example/",
        "<a href=\"https://a.example/?x=a'b>c\">|https://a.example/?x=a'b>c",
        "2 < 3 <a href=\"https://a.example/\">|https://a.example/",
        "<!DOCTYPE html><?xml version=\"1.0\"?><a href=\"https://a.example/\">|https://a.example/",
        "</a href=\"https://b.example/\"><a href=\"https://a.example/\">|https://a.example/",
        // inner URLs
        "<a href=\"https://a.example/?to=https://b.example/\">|https://a.example/?to=https://b.example/",
        "<a href=\"https://a.example/?href=https://b.example/\">|https://a.example/?href=https://b.example/",
        "<a href='https://a.example/?x=<a href=\"y\">'>|https://a.example/?x=<a href=\"y\">",
        // merge fields
        "<a href=\"{{url}}\">|{{url}}",
        "<a href=\"{{ user.url }}\">|{{ user.url }}",
        "<a href={{{url}}}>|{{{url}}}",
        "<a href={{url x}}>|{{url x}}",
        "<a href=\"{{base}}/a?b={{c}}\">|{{base}}/a?b={{c}}",
        "<a href=\"https://a.example/{{lookup x \"y\"}}?b=1&amp;c\">|https://a.example/{{lookup x"
            + " \"y\"}}?b=1&c",
        "<a href=\"{{#if a}}https://a.example/{{else}}https://b.example/{{/if}}\">|{{#if"
            + " a}}https://a.example/{{else}}https://b.example/{{/if}}",
        "<a href=\"https://a.example/?e={{waypost.email}}\">|https://a.example/?e={{waypost.email}}",
        "<a href=\"{{waypostal}}\">|{{waypostal}}",
        // comments
        "<!--[if mso]><a href=\"https://a.example/\"><![endif]-->|https://a.example/",
        "<!--[if (gte mso 9)&(IE)]><a href=\"https://a.example/\"><![endif]-->|https://a.example/",
        "<!--[if !mso]><!--><a href=\"https://a.example/\"><!--<![endif]-->|https://a.example/",
        "<!--[if !mso]><!-- --><a href=\"https://a.example/\"><!-- <![endif]-->|https://a.example/",
        "<![if !mso]><a href=\"https://a.example/\"><![endif]>|https://a.example/",
        "<!-- a > b <a href=\"https://b.example/\"> --><a"
            + " href=\"https://a.example/\">|https://a.example/",
        "<!--[if x --><a href=\"https://a.example/\"><!-- ]> -->|https://a.example/",
        "<!--[if mso]><v:roundrect href=\"https://a.example/\""
            + " arcsize=\"5%\"><![endif]-->|https://a.example/",
        "{{! <a href=\"https://b.example/\"> }}<a href=\"https://a.example/\">|https://a.example/",
        // raw text
        "<style>a[href=\"<a href='https://b.example/'>\"]{}</style><a"
            + " href=\"https://a.example/\">|https://a.example/",
        "<title><a href=\"https://b.example/\"></title><a"
            + " href=\"https://a.example/\">|https://a.example/",
        "<TEXTAREA><a href=https://b.example/></textarea ><a"
            + " href=\"https://a.example/\">|https://a.example/",
        "<script>'</scripts><a href=https://b.example/>'</script><a"
            + " href=\"https://a.example/\">|https://a.example/",
      })
  void html_oneLink_isFoundAndDecoded(String template, String url) {
    var extracted = LinkExtraction.html(template, 0);

    assertThat(extracted.problems()).isEmpty();
    assertThat(extracted.links()).extracting(Link::url).containsExactly(url);
    assertThat(extracted.template()).containsOnlyOnce(CALL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a href=\"#top\">",
        "<a href=\"\">",
        "<a href>",
        "<a name=\"x\">",
        "<a href=\"mailto:a@b.example\">",
        "<a href=\"mailto:{{support_email}}\">",
        "<a href=\"tel:+361\">",
        "<a href=\"sms:+361\">",
        "<a href=\"cid:x\">",
        "<a href=\"myapp://open/https://a.example/\">",
        "<a href=\"/relative\">",
        "<a href=\"relative?x={{y}}\">",
        "<a href=\"//a.example/\">",
        "<a href=\"#{{anchor}}\">",
        "<a href=\"{{waypost.unsubscribeUrl}}\">",
        "<a href=\"{{{ waypost.unsubscribeUrl }}}\">",
        "<a href=\"{{~@root.waypost.unsubscribeUrl~}}\">",
        "<a href=\"{{../../waypost.unsubscribeUrl}}?x\">",
        "<a href=\"{{{waypost-link 3}}}\">",
        "<form action=\"https://a.example/\"><img srcset=\"https://a.example/ 2x\""
            + " src='https://a.example/'>",
        "<td background=\"https://a.example/\"><link href=\"https://a.example/\"><base"
            + " href=\"https://a.example/\">",
        "<abbr href=\"https://a.example/\"><a-b href=\"https://a.example/\">",
        "<svg><a xlink:href=\"https://a.example/\">",
        "<!-- <a href=\"https://a.example/\"> -->",
        "<!-- unfinished <a href=\"https://a.example/\">",
        "<style>unfinished <a href=\"https://a.example/\">",
        "<a href=\"https://a.example/",
        "<a href=\"https://a.example/\"",
        "{{{links}}}",
        "{{helper '<a href=\"https://a.example/\">'}}",
        "text https://a.example/ text",
      })
  void html_whatIsNotTracked_staysAsItIs(String template) {
    var extracted = LinkExtraction.html(template, 0);

    assertThat(extracted.template()).isEqualTo(template);
    assertThat(extracted.links()).isEmpty();
    assertThat(extracted.problems()).isEmpty();
  }

  @Test
  void html_lineEndsInATagAndAUrl_areFollowed() {
    var extracted = LinkExtraction.html("<a\r\n  href=\n\"https://a.example/\r\n\tb\"\n>", 0);

    assertThat(extracted.links()).extracting(Link::url).containsExactly("https://a.example/b");
    assertThat(extracted.template()).isEqualTo("<a\r\n  href=\n\"" + CALL + "\"\n>");
  }

  @Test
  void html_trackOff_leavesTheLinkWithoutTheAttribute() {
    var extracted =
        LinkExtraction.html(
            "<a class=\"x\"  data-waypost-track=\"off\" href=\"https://a.example/\">"
                + "<a href=\"https://b.example/\"\n\tDATA-WAYPOST-TRACK=OFF>"
                + "<a data-waypost-track='on' href=\"https://c.example/\">",
            0);

    assertThat(extracted.template())
        .isEqualTo(
            "<a class=\"x\" href=\"https://a.example/\">"
                + "<a href=\"https://b.example/\">"
                + "<a href=\""
                + CALL
                + "\">");
    assertThat(extracted.links()).extracting(Link::url).containsExactly("https://c.example/");
  }

  @Test
  void html_name_isKeptInTheTableAndNotInTheMail() {
    var extracted =
        LinkExtraction.html(
            "<a href=\"https://a.example/\" data-waypost-name=\"Hero &amp; more\" id=x>"
                + "<a data-waypost-name href=\"https://b.example/\">",
            0);

    assertThat(extracted.template())
        .isEqualTo("<a href=\"" + CALL + "\" id=x><a href=\"{{{waypost-link 1}}}\">");
    assertThat(extracted.links())
        .extracting(Link::name)
        .containsExactly(Optional.of("Hero & more"), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "<a href=\"javascript:alert(1)\">|scheme",
        "<a href=\" Java\tScript&colon;alert(1)\">|scheme",
        "<a href=\"vbscript:x\">|scheme",
        "<a data-waypost-track=\"off\" href=\"javascript:alert(1)\">|scheme",
        "<a href=\"https://user:secret@a.example/\">|userInfo",
        "<a href=\"https://a.example/&#1;\">|control",
        "<a href=\"https://a.example\\b\">|backslash",
        "<a href=\"https://a.example{{path}}\">|host",
        "<a href=\"https://{{host}}:{{port}}/\">|host",
        "<a href=\"https:///a\">|host",
        "<a href=\"https://a.example/{{#if a}}b{{/if}}\">|block",
        "<a href=\"{{else}}\">|block",
        "<a href=\"https://a.example/{{b\">|syntax",
        "<a data-waypost-track=\"of\" href=\"#\">|track",
      })
  void html_linkThatCannotBe_isAProblem(String template, String code) {
    var extracted = LinkExtraction.html(template, 0);

    assertThat(extracted.problems()).extracting(LinkProblem::code).containsExactly(code);
    assertThat(extracted.problems()).allSatisfy(p -> assertThat(p.detail()).isNotBlank());
    assertThat(extracted.links()).isEmpty();
  }

  @Test
  void html_problems_sayWhereTheyStand() {
    var extracted =
        LinkExtraction.html(
            "<p>\n\u00e9 <a href=\"javascript:x\"><a href='https://u@a.example/'>\n"
                + "<a href=https://a.example/><a href=\"https://a b.example/\">",
            0);

    assertThat(extracted.problems())
        .extracting(LinkProblem::row, LinkProblem::column, LinkProblem::code)
        .containsExactly(tuple(2, 12, "scheme"), tuple(2, 35, "userInfo"), tuple(3, 37, "host"));
    assertThat(extracted.links()).extracting(Link::index).containsExactly(0);
  }

  @Test
  void html_moreLinksThanATableHolds_isAProblem() {
    var extracted = LinkExtraction.html("<a href=http://a>".repeat(2), Token.LINKS_MAX - 1);

    assertThat(extracted.links()).hasSize(1);
    assertThat(extracted.problems()).extracting(LinkProblem::code).containsExactly("count");
  }

  @Test
  void html_anySoup_changesNothingButDestinationsAndIsDoneInOneGo() {
    var pieces =
        List.of(
            "<a ",
            "<!--",
            "-->",
            "<!--[if mso]>",
            "<![endif]-->",
            "href=",
            "\"",
            "'",
            ">",
            "<",
            "/",
            "{{",
            "}}",
            "{{{",
            "}}}",
            "{{#if a}}",
            "{{/if}}",
            "{{!",
            "--",
            "https://a.example/",
            " ",
            "\n",
            "style",
            "</style>",
            "<style>",
            "=",
            "x",
            "&amp;",
            "{{waypost.x}}",
            "{{url}}");
    Seeded.times(
        5_000,
        random -> {
          var soup = new StringBuilder();
          random
              .ints(random.nextInt(40), 0, pieces.size())
              .forEach(i -> soup.append(pieces.get(i)));

          var extracted = LinkExtraction.html(soup.toString(), 0);

          assertThat(Restored.text(extracted)).isEqualTo(soup.toString());
          assertThat(LinkExtraction.html(extracted.template(), 0).links()).isEmpty();
        });
  }

  /** Each of these took quadratic time in some scanner; here a megabyte is nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a ",
        "<!--",
        "<!--[if ",
        "{{",
        "{{\"",
        "{{{",
        "<style>",
        "<a href=\"",
        "<",
        "{{!--"
      })
  void html_megabyteOfBeginnings_isRead(String beginning) {
    var template = beginning.repeat((1 << 20) / beginning.length());

    assertThatCode(() -> LinkExtraction.html(template, 0)).doesNotThrowAnyException();
  }
}
