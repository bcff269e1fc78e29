package dev.waypost.engine.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.link.Destination;
import dev.waypost.engine.link.Link;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.send.CompiledContent.Compiled;
import dev.waypost.engine.send.CompiledContent.Invalid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Mails that a seed makes up, of the oddest parts there are, together with what has to become of
 * them: every byte as written but for links and pixel, every link in the table, in source order.
 */
class OddMailsTest {
  private static final Map<String, Object> FIELDS =
      Map.of(
          "name", "Ann & <Bob>",
          "yes", true,
          "no", "",
          "list", List.of("a", "b", "c"),
          "items",
              List.of(
                  Map.of("n", "x", "u", "https://i.example/1?a=b&c=d"),
                  Map.of("n", "y", "u", "https://i.example/2")),
          "url", "https://u.example/p?q=r&s=%20t#f",
          "html", "<i>{{x}} <a href=\"https://merged.example/\">m</a></i>",
          "v\u00e1ros", "P\u00e9cs");

  private static final Pattern TRACKED =
      Pattern.compile("https://t\\.acme\\.example/c/([A-Za-z0-9_-]{43})(?:/([A-Za-z0-9_-]+))?");
  private static final Pattern PIXEL =
      Pattern.compile("<img src=\"https://t\\.acme\\.example/o/[A-Za-z0-9_-]{43}\\.gif\"[^>]*>");

  /** What is written, what has to come out, and the links in it. */
  private record Part(String written, String expected, List<String> links) {
    static Part kept(String text) {
      return new Part(text, text, List.of());
    }

    static Part becomes(String written, String expected) {
      return new Part(written, expected, List.of());
    }

    static Part link(String before, String url, String location, String after) {
      var decoded = url.replace("&amp;", "&").replace("&#038;", "&").replaceAll("[\r\n\t]", "");
      return new Part(before + url + after, before + location + after, List.of(decoded.strip()));
    }

    Part and(Part other) {
      var all = new ArrayList<>(links);
      all.addAll(other.links);
      return new Part(written + other.written, expected + other.expected, all);
    }
  }

  private static final List<Part> PARTS =
      List.of(
          Part.kept("text \ud83d\ude00 \u0151\u0171 \u05e9\u05dc\u05d5\u05dd &nbsp;&amp;&copy"),
          Part.kept("<p dir=\"rtl\" class='a \"b\"'>"),
          Part.kept("<style>@media x{a{b:c}}p{d:e}/* <a href=\"https://s.example/\"> */</style>"),
          Part.kept("<!-- <a href=\"https://c.example/\"> } } { -->"),
          Part.kept("<script type=\"application/ld+json\">{\"a\":{\"b\":{}}}</script>"),
          Part.kept("<!--[if mso]><xml><o:PixelsPerInch>96</o:PixelsPerInch></xml><![endif]-->"),
          Part.kept("<!--[if !mso]><!-->x<!--<![endif]-->"),
          Part.kept("<img src=https://i.example/a.png srcset='https://i.example/b 2x' alt='>'>"),
          Part.kept("<a href=\"mailto:a@b.example?subject=x&amp;y\">"),
          Part.kept("<a name=top href='#top'>"),
          Part.kept("<a href=\"//pr.example/\">"),
          Part.kept("<A HREF=ftp://f.example>"),
          Part.kept("< a href=\"https://no.example/\"> <3 a< b"),
          Part.kept("<td background=\"https://i.example/\" onclick=\"a='>'\">"),
          Part.kept("<title>{ } <a href=\"https://t.example/\"></title>"),
          Part.kept("\t \u00a0\u200b trailing   "),
          Part.kept("<table\n\n  ><tr/><td\r\n>"),
          Part.kept("</p ></b/><br/><BR>"),
          Part.kept("'\"`=<>"),
          Part.kept("*|FNAME|* [[x]] %y% ${z} <%w%>"),
          Part.kept("<a href=*|UNSUB|*>"),
          Part.becomes("{{name}}", "Ann &amp; &lt;Bob&gt;"),
          Part.becomes("{{{name}}}", "Ann & <Bob>"),
          Part.becomes("{{ v\u00e1ros }}", "P\u00e9cs"),
          Part.becomes("{{missing.of.all}}", ""),
          Part.becomes("{{{html}}}", FIELDS.get("html").toString()),
          Part.becomes("{{! a }}x{{!-- {{b}} --}}", "x"),
          Part.becomes("\\{{name}}", "{{name}}"),
          Part.becomes("<b data-waypost-name='n' id=i>", "<b id=i>"),
          Part.becomes(
              "<a data-waypost-track=\"off\" href=\"https://off.example/?a&amp;b\">",
              "<a href=\"https://off.example/?a&amp;b\">"),
          Part.link(
              "<a href=\"", "https://l.example/?a=1&amp;b=2", "https://l.example/?a=1&b=2", "\">"),
          Part.link("<a href='", "https://l.example/?a&#038;b#f", "https://l.example/?a&b#f", "'>"),
          Part.link("<A  HREF = ", "https://l.example/p", "https://l.example/p", ">"),
          Part.link("<a\n href=\"", "https://l.example/\n\tx", "https://l.example/x", "\"\n>"),
          Part.link("<area href=\"", "{{url}}", "https://u.example/p?q=r&s=%20t#f", "\">"),
          Part.link(
              "<a href=\"",
              "https://l.example/{{v\u00e1ros}}?x={{name}}",
              "https://l.example/P%C3%A9cs?x=Ann%20%26%20%3CBob%3E",
              "\">"),
          Part.link(
              "<a href=\"",
              "https://b\u00fccher.example/",
              "https://xn--bcher-kva.example/",
              "\">"),
          Part.link(
              "<!--[if mso]><v:rect href=\"",
              "https://m.example/",
              "https://m.example/",
              "\"><![endif]-->"),
          Part.link(
              "<a title=\"a>b{{name}}\" href=\"".replace("{{name}}", ""),
              "https://l.example/?u=https://x.example/?href=y",
              "https://l.example/?u=https://x.example/?href=y",
              "\">"));

  private static Part sequence(Random random, int depth) {
    var all = Part.kept("x");
    for (var i = 1 + random.nextInt(6); i > 0; i--) {
      all = all.and(depth < 4 && random.nextInt(5) == 0 ? block(random, depth + 1) : part(random));
    }
    return all.and(Part.kept("x"));
  }

  private static Part part(Random random) {
    return PARTS.get(random.nextInt(PARTS.size()));
  }

  private static Part block(Random random, int depth) {
    var inner = sequence(random, depth);
    var other = sequence(random, depth);
    return switch (random.nextInt(8)) {
      case 0 -> taken("{{#if yes}}", inner, "{{else}}", other, "{{/if}}");
      case 1 -> left("{{#if no}}", inner, "{{else}}", other, "{{/if}}");
      case 2 -> taken("{{#unless no}}", inner, "{{^}}", other, "{{/unless}}");
      case 3 -> left("{{#if missing}}", inner, "{{else if @root.yes}}", other, "{{/if}}");
      case 4 -> taken("{{^nothing}}", inner, "", Part.kept(""), "{{/nothing}}");
      case 5 -> taken("{{#with @root}}", inner, "", Part.kept(""), "{{/with}}");
      case 6 -> left("{{#each none}}", inner, "{{else}}", other, "{{/each}}");
      default -> each(random);
    };
  }

  private static Part taken(String open, Part first, String middle, Part second, String close) {
    var links = first.and(second).links();
    var written = open + first.written() + middle + second.written() + close;
    return new Part(written, first.expected(), links);
  }

  private static Part left(String open, Part first, String middle, Part second, String close) {
    var written = open + first.written() + middle + second.written() + close;
    return new Part(written, second.expected(), first.and(second).links());
  }

  /** Rounds repeat their links' numbers. */
  private static Part each(Random random) {
    if (random.nextBoolean()) {
      return new Part(
          "{{#each @root.items}}{{@index}}<a href=\"{{u}}\">{{n}}</a>{{/each}}",
          "0<a href=\"https://i.example/1?a=b&c=d\">x</a>1<a href=\"https://i.example/2\">y</a>",
          List.of("{{u}}"));
    }
    return new Part(
        "x {{~#each @root.list as |item i|~}} <a href=https://e.example/{{item}}>{{i}}</a>"
            + " {{~/each~}}x",
        "x<a href=https://e.example/a>0</a><a href=https://e.example/b>1</a>"
            + "<a href=https://e.example/c>2</a>x",
        List.of("https://e.example/{{item}}"));
  }

  private static String restored(String body, List<Link> links) {
    return TRACKED
        .matcher(PIXEL.matcher(body).replaceAll(""))
        .replaceAll(
            found -> {
              var token = Mails.KEYS.verify(found.group(1)).orElseThrow();
              var values =
                  found.group(2) == null
                      ? List.<String>of()
                      : Mails.KEYS.open(found.group(1), found.group(2)).orElseThrow();
              try {
                var to = Destination.parse(links.get(token.link()).url()).resolve(values);
                return Matcher.quoteReplacement(to);
              } catch (Destination.Refused e) {
                throw new AssertionError(e);
              }
            });
  }

  @Test
  void mails_ofEverySeed_areKeptToTheByte() {
    for (var seed = 1L; seed <= 3_000; seed++) {
      var mail = sequence(new Random(seed), 0);
      var content = Mails.html(mail.written());

      var compiled = Mails.compiled(content);
      var html = Mails.mail(content, Mails.row(FIELDS)).html().orElseThrow();

      assertThat(compiled.links())
          .as("seed %d: %s", seed, mail.written())
          .extracting(Link::url)
          .isEqualTo(mail.links());
      assertThat(restored(html, compiled.links()))
          .as("seed %d: %s", seed, mail.written())
          .isEqualTo(mail.expected());
    }
  }

  /** Cut, doubled and shuffled, so that nothing fits: there is an answer, soon. */
  @Test
  void mails_thatAreBroken_areRefusedWithAPlaceOrRendered() {
    var rendered = 0;
    for (var seed = 1L; seed <= 3_000; seed++) {
      var random = new Random(seed);
      var broken = broken(sequence(random, 0).written() + sequence(random, 0).written(), random);
      var content = Mails.content("s", Optional.of(broken), Optional.of(broken));
      var outcome =
          Assertions.assertTimeoutPreemptively(
              Duration.ofSeconds(10), () -> outcome(content), "seed " + seed + ": " + broken);
      rendered += outcome;
    }
    assertThat(rendered).isGreaterThan(500);
  }

  private static String broken(String mail, Random random) {
    var text = new StringBuilder(mail);
    for (var i = 1 + random.nextInt(4); i > 0; i--) {
      var from = random.nextInt(text.length());
      var to = Math.min(text.length(), from + 1 + random.nextInt(12));
      switch (random.nextInt(3)) {
        case 0 -> text.delete(from, to);
        case 1 -> text.insert(random.nextInt(text.length()), text.substring(from, to));
        default ->
            text.insert(
                from,
                List.of("{{", "}}", "<", "\"", "\\", "~", "--", "\u0000", "\ud83d")
                    .get(random.nextInt(9)));
      }
      if (text.isEmpty()) {
        text.append('x');
      }
    }
    return text.toString();
  }

  private static int outcome(CampaignContent content) {
    return switch (CompiledContent.compile(content, Mails.TABLE, Mails.CAMPAIGN)) {
      case Invalid(var problems) -> {
        assertThat(problems)
            .isNotEmpty()
            .allSatisfy(
                p -> {
                  var place = p.place().orElseThrow(() -> new AssertionError(p.toString()));
                  assertThat(place.row()).isPositive();
                  assertThat(place.column()).isPositive();
                });
        yield 0;
      }
      case Compiled(var compiled) -> {
        var rendering = compiled.render(Mails.row(FIELDS), Token.Stage.REAL, Mails.URLS);
        if (rendering instanceof Rendering.Rendered(var mail)) {
          assertThat(mail.html().orElseThrow().length()).isLessThan(Field.HTML.renderedMax + 300);
        }
        yield 1;
      }
    };
  }
}
