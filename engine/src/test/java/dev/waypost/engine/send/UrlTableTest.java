package dev.waypost.engine.send;

import static dev.waypost.engine.send.UrlTableTest.Row.html;
import static dev.waypost.engine.send.UrlTableTest.Row.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.link.Destination;
import dev.waypost.engine.link.Link;
import dev.waypost.engine.link.LinkNote;
import dev.waypost.engine.link.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where link trackers went wrong before, case by case. Each row says what an author writes, what is
 * stored, and where a click leads; the mail goes over the wire and comes back through another MIME
 * parser and an HTML parser before anybody clicks.
 */
class UrlTableTest {
  private static final String TRACKED = "https://t.acme.example/c/";
  private static final String EARLIER =
      "https://t.acme.example/c/EKvN7wEjAAEBI0VniavN7wAHESIzRJzL2yS4o6Rkj9Y";
  private static final Pattern IN_TEXT =
      Pattern.compile("https://t\\.acme\\.example/c/[A-Za-z0-9_/-]+");

  /**
   * @param part of an HTML body, or a whole plain text
   * @param stored what the link table says; none if the link is left alone
   * @param leadsTo the Location of the redirect
   */
  record Row(
      String name,
      Link.Part in,
      String part,
      Map<String, Object> fields,
      List<String> stored,
      List<String> leadsTo,
      Optional<LinkNote.Kind> note) {
    static Row html(String name, String part) {
      return new Row(name, Link.Part.HTML, part, Map.of(), List.of(), List.of(), Optional.empty());
    }

    static Row text(String name, String part) {
      return new Row(name, Link.Part.TEXT, part, Map.of(), List.of(), List.of(), Optional.empty());
    }

    Row with(String field, Object value) {
      var more = new java.util.HashMap<>(fields);
      more.put(field, value);
      return new Row(name, in, part, more, stored, leadsTo, note);
    }

    /** One more link, which is stored like this and leads there. */
    Row is(String url, String location) {
      return new Row(name, in, part, fields, and(stored, url), and(leadsTo, location), note);
    }

    Row is(String url) {
      return is(url, url);
    }

    Row noted(LinkNote.Kind kind) {
      return new Row(name, in, part, fields, stored, leadsTo, Optional.of(kind));
    }

    private static List<String> and(List<String> list, String more) {
      return Stream.concat(list.stream(), Stream.of(more)).toList();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
            entities(), markup(), places(), urls(), fields(), conditional(), left(), plain())
        .flatMap(List::stream);
  }

  private static List<Row> entities() {
    return List.of(
        html("&amp; is one ampersand", "<a href=\"https://a.example/?b=1&amp;c=2\">x</a>")
            .is("https://a.example/?b=1&c=2"),
        html("&#038; as WordPress writes it", "<a href=\"https://a.example/?b=1&#038;c=2\">x</a>")
            .is("https://a.example/?b=1&c=2"),
        html("&#x26; in hexadecimal", "<a href='https://a.example/?b=1&#x26;c=2'>x</a>")
            .is("https://a.example/?b=1&c=2"),
        html("a bare ampersand", "<a href=\"https://a.example/?b=1&c=2\">x</a>")
            .is("https://a.example/?b=1&c=2"),
        html("&copy= is a parameter, no ©", "<a href=\"https://a.example/?b=1&copy=2\">x</a>")
            .is("https://a.example/?b=1&copy=2"),
        html("&amp;amp; is the text &amp;", "<a href=\"https://a.example/?b=&amp;amp;\">x</a>")
            .is("https://a.example/?b=&amp;"),
        html("an entity beyond ASCII", "<a href=\"https://a.example/?v=P&eacute;cs\">x</a>")
            .is("https://a.example/?v=Pécs", "https://a.example/?v=P%C3%A9cs"));
  }

  private static List<Row> markup() {
    return List.of(
        html("spaces around the equals sign", "<a href = \"https://a.example/\">x</a>")
            .is("https://a.example/"),
        html("single quotes", "<a href='https://a.example/'>x</a>").is("https://a.example/"),
        html("no quotes", "<a href=https://a.example/b?c=d>x</a>").is("https://a.example/b?c=d"),
        html("upper case", "<A HREF=\"HTTPS://a.example/\">x</A>").is("HTTPS://a.example/"),
        html(
                "line ends between and in attributes",
                "<a\r\n\thref\n=\n\"https://a.example/\n\tb\">x</a>")
            .is("https://a.example/b"),
        html("white space around the URL", "<a href=\" https://a.example/ \">x</a>")
            .is("https://a.example/"),
        html("> in another attribute", "<a title=\"a > b\" href=\"https://a.example/\">x</a>")
            .is("https://a.example/"),
        html(
                "href= in another attribute",
                "<a title='href=\"x\"' href=\"https://a.example/\">x</a>")
            .is("https://a.example/"),
        html("attributes without space between", "<a href=\"https://a.example/\"class=\"b\">x</a>")
            .is("https://a.example/"),
        html(
                "a line that quoted-printable breaks",
                "<a href=\"https://a.example/" + "é=".repeat(200) + "\">ő</a>")
            .is(
                "https://a.example/" + "é=".repeat(200),
                "https://a.example/" + "%C3%A9=".repeat(200)),
        html(
                "a line of more than 998 octets",
                "<b>" + "b".repeat(2_000) + "</b><a href=\"https://a.example/\">x</a>")
            .is("https://a.example/"));
  }

  private static List<Row> places() {
    return List.of(
        html("an image map's area", "<map><area href=\"https://a.example/\"></map>")
            .is("https://a.example/"),
        html(
                "every occurrence has its number, in source order",
                "<a href=\"https://a.example/\">1</a><a href=\"https://b.example/\">2</a>"
                    + "<a href=\"https://a.example/\">3</a>")
            .is("https://a.example/")
            .is("https://b.example/")
            .is("https://a.example/"),
        html(
            "images, backgrounds, srcset and styles are fetched, not clicked",
            "<style>@import url(https://b.example/c.css);"
                + " p{background:url('https://b.example/')}</style><td"
                + " background=\"https://b.example/b.png\"><img src=\"https://b.example/i\""
                + " srcset=\"https://b.example/1 1x, https://b.example/2 2x\" usemap='#m'><link"
                + " rel=\"stylesheet\" href=\"https://b.example/s\">"),
        html("a form is left alone", "<form action=\"https://a.example/poll\"></form>")
            .noted(LinkNote.Kind.FORM),
        html(
                "<base href> is no link; what is relative to it stays as it is",
                "<base href=\"https://a.example/\"><a href=\"b\">x</a>")
            .noted(LinkNote.Kind.RELATIVE),
        html(
                "an AMP page's links are links like others",
                "<amp-img src=\"https://b.example/i\" on=\"tap:a\"></amp-img>"
                    + "<a href=\"https://a.example/\" [href]=\"state.url\">x</a>")
            .is("https://a.example/"),
        html(
            "links in ordinary comments and scripts do not exist",
            "<!-- <a href=\"https://b.example/\"> --><script>'<a href=\"https://b.example/\">'"
                + "</script>"));
  }

  private static List<Row> urls() {
    return List.of(
        html("an inner URL", "<a href=\"https://a.example/?u=https://b.example/?c=d\">x</a>")
            .is("https://a.example/?u=https://b.example/?c=d"),
        html("an inner href=", "<a href=\"https://a.example/?href=https://b.example/\">x</a>")
            .is("https://a.example/?href=https://b.example/"),
        html("the fragment is kept", "<a href=\"https://a.example/b?c#d/e?f\">x</a>")
            .is("https://a.example/b?c#d/e?f"),
        html(
                "percent and raw bytes stay as they are",
                "<a href=\"https://a.example/%zz%41%e9?%\">x</a>")
            .is("https://a.example/%zz%41%e9?%"),
        html("+ and %20 stay what they are", "<a href=\"https://a.example/?b=c+d%20e\">x</a>")
            .is("https://a.example/?b=c+d%20e"),
        html("a space becomes %20", "<a href=\"https://a.example/b c?d e\">x</a>")
            .is("https://a.example/b c?d e", "https://a.example/b%20c?d%20e"),
        html("dots and double slashes stay", "<a href=\"https://a.example/a/../b//c\">x</a>")
            .is("https://a.example/a/../b//c"),
        html(
                "brackets, semicolons, at signs",
                "<a href=\"https://a.example/@b;c?d[]=1&e[f]=g\">x</a>")
            .is("https://a.example/@b;c?d[]=1&e[f]=g"),
        html("an international host (UTS 46: ß is no ss)", "<a href=\"https://faß.example/\">x</a>")
            .is("https://faß.example/", "https://xn--fa-hia.example/"),
        html("an international host and path", "<a href=\"https://őrség.example/őz?ű=í#ó\">x</a>")
            .is(
                "https://őrség.example/őz?ű=í#ó",
                "https://xn--rsg-cma13c.example/%C5%91z?%C5%B1=%C3%AD#%C3%B3"),
        html(
                "Japanese, right-to-left and emoji",
                "<a href=\"https://例え.example/\u05d0?\ud83d\ude00\">x</a>")
            .is(
                "https://例え.example/\u05d0?\ud83d\ude00",
                "https://xn--r8jz45g.example/%D7%90?%F0%9F%98%80"),
        html("port and IPv6", "<a href=\"http://[2001:db8::1]:8080/b\">x</a>")
            .is("http://[2001:db8::1]:8080/b"),
        html("1,990 characters", "<a href=\"https://a.example/" + "b".repeat(1_972) + "\">x</a>")
            .is("https://a.example/" + "b".repeat(1_972)));
  }

  private static List<Row> fields() {
    return List.of(
        html("a field is the whole URL", "<a href=\"{{u}}\">x</a>")
            .with("u", "https://b.example/?c=d%20e&f=g+h#i")
            .is("{{u}}", "https://b.example/?c=d%20e&f=g+h#i"),
        html("a field is the URL's beginning", "<a href=\"{{u}}/b?c={{v}}\">x</a>")
            .with("u", "https://shop.example")
            .with("v", "d&e")
            .is("{{u}}/b?c={{v}}", "https://shop.example/b?c=d%26e"),
        html("in the path: a segment", "<a href=\"https://a.example/{{v}}/c\">x</a>")
            .with("v", "b/../?ő")
            .is("https://a.example/{{v}}/c", "https://a.example/b%2F..%2F%3F%C5%91/c"),
        html("in the query: a value", "<a href=\"https://a.example/?b={{ v }}&amp;c=d\">x</a>")
            .with("v", "1 + 1 = 2 & \"<>")
            .is(
                "https://a.example/?b={{ v }}&c=d",
                "https://a.example/?b=1%20%2B%201%20%3D%202%20%26%20%22%3C%3E&c=d"),
        html("in the fragment", "<a href=\"https://a.example/#{{v}}\">x</a>")
            .with("v", "b c#d")
            .is("https://a.example/#{{v}}", "https://a.example/#b%20c%23d"),
        html("is the host", "<a href=\"https://{{v}}/b\">x</a>")
            .with("v", "shop.example")
            .is("https://{{v}}/b", "https://shop.example/b"),
        html("is a part of the host", "<a href=\"https://{{v}}.a.example/\">x</a>")
            .with("v", "őz")
            .is("https://{{v}}.a.example/", "https://xn--z-7la.a.example/"),
        html("three braces make no difference", "<a href=\"https://a.example/?b={{{v}}}\">x</a>")
            .with("v", "&amp;")
            .is("https://a.example/?b={{{v}}}", "https://a.example/?b=%26amp%3B"),
        html("missing inside a URL", "<a href=\"https://a.example/{{v}}?b={{w}}\">x</a>")
            .is("https://a.example/{{v}}?b={{w}}", "https://a.example/?b="),
        html("with quotes inside", "<a href=\"https://a.example/{{lookup m \"k\"}}\">x</a>")
            .with("m", Map.of("k", "v"))
            .is("https://a.example/{{lookup m \"k\"}}", "https://a.example/v"),
        html(
                "a block around the whole URL",
                "<a href=\"{{#if"
                    + " v}}https://a.example/{{v}}{{else}}https://b.example/{{/if}}\">x</a>")
            .with("v", "c")
            .is(
                "{{#if v}}https://a.example/{{v}}{{else}}https://b.example/{{/if}}",
                "https://a.example/c"),
        html("our own values inside", "<a href=\"https://a.example/?e={{waypost.email}}\">x</a>")
            .is("https://a.example/?e={{waypost.email}}", "https://a.example/?e=ann%40example.com"),
        html("no quotes around a field", "<a href={{u}}>x</a>")
            .with("u", "https://b.example/?c=d&e='f'>\"")
            .is("{{u}}", "https://b.example/?c=d&e='f'%3E%22"));
  }

  private static List<Row> conditional() {
    return List.of(
        html(
                "Outlook's button, and the one that all others see",
                "<!--[if mso]><v:roundrect xmlns:v=\"urn:schemas-microsoft-com:vml\""
                    + " href=\"https://a.example/\""
                    + " arcsize=\"8%\"><center>Go</center></v:roundrect><![endif]--><!--[if"
                    + " !mso]><!--><a href=\"https://a.example/\">Go</a><!--<![endif]-->")
            .is("https://a.example/")
            .is("https://a.example/"),
        html(
                "a link in Outlook's table",
                "<!--[if (gte mso 9)|(IE)]><table><tr><td><a href=\"https://a.example/\">x</a></td>"
                    + "</tr></table><![endif]-->")
            .is("https://a.example/"),
        html(
            "a fill of VML is an image",
            "<!--[if gte mso 9]><v:rect fill=\"true\"><v:fill src=\"https://b.example/i.png\"/>"
                + "</v:rect><![endif]-->"),
        html(
            "Outlook's settings",
            "<!--[if mso]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings>"
                + "</xml><style>a[href=\"https://b.example/\"]{mso-style-priority:100}</style>"
                + "<![endif]-->"));
  }

  private static List<Row> left() {
    return List.of(
        html("#anchor", "<a href=\"#top\">x</a> <a href=\"#\">x</a>"),
        html(
            "mailto",
            "<a href=\"mailto:a@b.example?subject=c%20d&amp;body=https://e.example/\">x</a>"),
        html("tel and sms", "<a href=\"tel:+3612345678\">x</a><a href='sms:+36123?body=b'>x</a>"),
        html("data and cid", "<a href=\"data:text/plain,b\">x</a><a href=cid:b@c>x</a>"),
        html("an app's scheme", "<a href=\"myapp://open?u=https://a.example/\">x</a>"),
        html(
            "data-waypost-track=off, whose link has no number",
            "<a data-waypost-track=\"off\" href=\"https://a.example/?b&amp;c\">x</a>"),
        html("our unsubscribe page", "<a href=\"{{waypost.unsubscribeUrl}}\">x</a>"),
        html("a link that is tracked already", "<a href=\"" + EARLIER + "\">x</a>")
            .noted(LinkNote.Kind.ALREADY_TRACKED),
        html(
                "a tracked link on another host, with a query",
                "<a href=\"" + EARLIER.replace("t.acme", "go.other") + "/AAAA0?utm=b\">x</a>")
            .noted(LinkNote.Kind.ALREADY_TRACKED),
        html(
                "an unsubscribe and a view page of an earlier mail",
                "<a href=\"" + EARLIER.replace("/c/", "/u/") + "\">x</a>")
            .noted(LinkNote.Kind.ALREADY_TRACKED),
        html("relative", "<a href=\"/b?c={{v}}\">x</a>")
            .with("v", "d")
            .noted(LinkNote.Kind.RELATIVE),
        html("without a scheme", "<a href=\"www.a.example/b\">x</a>").noted(LinkNote.Kind.RELATIVE),
        html("protocol-relative", "<a href=\"//a.example/b\">x</a>")
            .noted(LinkNote.Kind.PROTOCOL_RELATIVE),
        html("ftp", "<a href=\"ftp://a.example/b\">x</a>").noted(LinkNote.Kind.SCHEME),
        html("backslashes for slashes", "<a href=\"https:\\\\a.example\\b\">x</a>")
            .noted(LinkNote.Kind.MALFORMED),
        html("one slash too few", "<a href=\"https:/a.example/\">x</a>")
            .noted(LinkNote.Kind.MALFORMED),
        html("a mistyped scheme", "<a href=\"htpps://a.example/\">x</a>")
            .noted(LinkNote.Kind.MALFORMED),
        html("nothing behind http://", "<a href=\"http://\">x</a>")
            .noted(LinkNote.Kind.PLACEHOLDER),
        html("Mailchimp's merge tag", "<a href=\"*|UNSUB|*\">x</a>")
            .noted(LinkNote.Kind.FOREIGN_TAG),
        html("SendGrid's merge tag", "<a href=\"<%asm_group_unsubscribe_raw_url%>\">x</a>")
            .noted(LinkNote.Kind.FOREIGN_TAG),
        html("merged html", "{{{v}}}").with("v", "<a href=\"https://a.example/\">x</a>"));
  }

  private static List<Row> plain() {
    return List.of(
        text("the full stop of a sentence", "See https://a.example/b. Bye")
            .is("https://a.example/b"),
        text("comma, bracket, quote, colon", "(https://a.example/b), \"https://b.example/\": ok")
            .is("https://a.example/b")
            .is("https://b.example/"),
        text("]", "[https://a.example/b]").is("https://a.example/b"),
        text("a bracket that belongs to it", "https://a.example/b_(c)")
            .is("https://a.example/b_(c)"),
        text("in angle brackets all is URL", "<https://a.example/b.>").is("https://a.example/b."),
        text("wrapped in angle brackets", "<https://a.example/b/\r\n   c?d=e>\r\nBye")
            .is("https://a.example/b/c?d=e"),
        text("wrapped as format=flowed", "<https://a.example/b/ \nc?d= \ne>")
            .is("https://a.example/b/c?d=e"),
        text("a line that only follows", "https://a.example/b\nc").is("https://a.example/b"),
        text("a long URL", "https://a.example/" + "b".repeat(1_500))
            .is("https://a.example/" + "b".repeat(1_500)),
        text("& is itself", "https://a.example/?b=1&amp=2&c").is("https://a.example/?b=1&amp=2&c"),
        text("fields", "Go: {{u}} or https://a.example/{{v}}?b={{v}}.")
            .with("u", "https://b.example/")
            .with("v", "c d")
            .is("https://a.example/{{v}}?b={{v}}", "https://a.example/c%20d?b=c%20d"),
        text("tracked already", "Go: " + EARLIER + ".").noted(LinkNote.Kind.ALREADY_TRACKED),
        text("no web address", "ftp://a.example/ mailto:b@c.example www.d.example"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void url_ofTheTable_leadsWhereItsAuthorMeant(Row row) throws Exception {
    var content = content(row);
    var compiled = Mails.compiled(content);
    var mail = Mails.mail(content, Mails.row(row.fields()));

    assertThat(compiled.links()).extracting(Link::url).isEqualTo(row.stored());
    assertThat(compiled.linkNotes())
        .extracting(LinkNote::kind)
        .isEqualTo(row.note().stream().toList());
    var bytes = MimeWriter.write(mail, Instant.EPOCH, "<1@acme.example>");
    var received = ReceivedMail.of(bytes);
    assertThat(clicked(row, compiled, received)).isEqualTo(row.leadsTo());
    if (row.stored().isEmpty() && !row.part().contains("{{") && !row.part().contains("data-way")) {
      assertThat(row.in() == Link.Part.HTML ? received.html() : received.text())
          .startsWith(row.part());
    }
  }

  @Test
  void url_over2000Characters_failsItsMailingsOnly() {
    var content = Mails.html("<a href=\"https://a.example/" + "b".repeat(2_000) + "\">x</a>");

    assertThat(Mails.failure(content, Mails.row(Map.of())).reason())
        .isEqualTo(Rendering.Reason.DESTINATION_TOO_LONG);
    assertThat(Mails.compiled(content).linkNotes())
        .extracting(LinkNote::kind)
        .containsExactly(LinkNote.Kind.TOO_LONG);
  }

  @Test
  void attributesOfOurs_leaveTheMailAndNameTheLink() {
    var content =
        Mails.html(
            "<a class=\"b\" data-waypost-name=\"Hero\" href=\"https://a.example/\" id=c>x</a>");

    var mail = Mails.mail(content, Mails.row(Map.of()));

    assertThat(mail.html().orElseThrow())
        .startsWith("<a class=\"b\" href=\"" + mail.links().getFirst().tracked() + "\" id=c>x</a>");
    assertThat(Mails.compiled(content).links().getFirst().name()).contains("Hero");
  }

  @Test
  void valueThatIsATrackedUrl_isNotTrackedAgain() {
    var mail = Mails.mail(Mails.html("<a href=\"{{u}}\">x</a>"), Mails.row(Map.of("u", EARLIER)));

    assertThat(mail.html().orElseThrow()).startsWith("<a href=\"" + EARLIER + "\">x</a>");
    assertThat(mail.links().getFirst().tracked()).isEqualTo(EARLIER);
  }

  @Test
  void withClicksOff_theAuthorsUrlStaysToTheByte() {
    var html =
        "<a href=https://a.example/?b&#038;c>x</a> <A HREF = ' https://faß.example/ä b '>y</A>";

    var mail = Mails.mail(Mails.untracked(Mails.html(html)), Mails.row(Map.of()));

    assertThat(mail.html()).contains(html);
  }

  private static CampaignContent content(Row row) {
    return switch (row.in()) {
      case HTML -> Mails.content("s", Optional.of(row.part()), Optional.of("t"));
      case TEXT -> Mails.content("s", Optional.empty(), Optional.of(row.part()));
    };
  }

  /** Where the tracked URLs lead that somebody sees in the mail. */
  private static List<String> clicked(Row row, CompiledContent compiled, ReceivedMail mail)
      throws Destination.Refused {
    var locations = new ArrayList<String>();
    for (var url : row.in() == Link.Part.HTML ? hrefs(mail.html()) : inText(mail.text())) {
      var path = url.substring(TRACKED.length()).split("/", 2);
      var token = Mails.KEYS.verify(path[0]).orElseThrow();
      assertThat(token.kind()).isEqualTo(Token.Kind.CLICK);
      var link = compiled.links().get(token.link());
      var values =
          path.length == 1 ? List.<String>of() : Mails.KEYS.open(path[0], path[1]).orElseThrow();
      locations.add(Destination.parse(link.url()).resolve(values));
    }
    return locations;
  }

  /** As browsers and Outlook see them: what stands in conditional comments is parsed as well. */
  private static List<String> hrefs(String html) {
    var shown = html.replaceAll("<!--\\[if[^>]*]>(<!-->)?|(<!--)?<!\\[endif]-->", "");
    return Jsoup.parse(shown).select("[href]").eachAttr("href").stream()
        .filter(url -> url.startsWith(TRACKED) && !url.equals(EARLIER))
        .toList();
  }

  private static List<String> inText(String text) {
    return IN_TEXT
        .matcher(text)
        .results()
        .map(found -> found.group())
        .filter(url -> !url.equals(EARLIER))
        .toList();
  }
}
