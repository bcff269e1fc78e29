package dev.waypost.engine.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.link.Destination;
import dev.waypost.engine.link.Link;
import dev.waypost.engine.link.Token;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real templates of others, which are not part of this repository, become mails that differ from
 * what their authors wrote in their links and the pixel, and in nothing else. Links are undone by
 * their shape alone, and merge fields are filled in by hand: nothing of the product helps.
 */
class MailCorpusTest {
  private static final String MISSING = "the corpus is missing";

  private static final Pattern TRACKED =
      Pattern.compile("https://t\\.acme\\.example/c/([A-Za-z0-9_-]{43})(?:/([A-Za-z0-9_-]+))?");
  private static final Pattern PIXEL =
      Pattern.compile("<img src=\"https://t\\.acme\\.example/o/[A-Za-z0-9_-]{43}\\.gif\"[^>]*>");
  private static final Pattern FIELD = Pattern.compile("(\\\\?)\\{\\{\\s*(\\w+)\\s*}}");

  /** A block's tag that has its line for itself. */
  private static final Pattern ALONE =
      Pattern.compile("(?m)^[ \\t]*(\\{\\{[#/][^}]*}})[ \\t]*(?:\r?\n|\\z)");

  private static final Pattern LIST =
      Pattern.compile("(?s)\\{\\{#each (\\w+)\\s*}}(.*?)\\{\\{/each}}");

  /** Postmark's way to ask for a list and walk through it. */
  private static final Pattern SECTION =
      Pattern.compile(
          "(?s)\\{\\{#(\\w+)}}([^{]*)\\{\\{#each \\.\\s*}}(.*?)\\{\\{/each}}([^{]*)\\{\\{/\\1}}");

  static Stream<String> templates() throws IOException {
    var folder = folder();
    if (folder.isEmpty()) {
      return Stream.of(MISSING);
    }
    try (var files = Files.list(folder.orElseThrow())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("LICENSE"))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static Optional<Path> folder() {
    return Stream.iterate(Path.of("").toAbsolutePath(), at -> at != null, Path::getParent)
        .map(at -> at.resolve("shared/corpus/mails"))
        .filter(Files::isDirectory)
        .findFirst();
  }

  private static String read(String name) {
    if (name.equals(MISSING)) {
      assertThat(System.getenv("CI")).as(MISSING).isNotEqualTo("true");
      Assumptions.abort("no shared/corpus/mails above this folder: mails of the world left out");
    }
    try {
      return Files.readString(folder().orElseThrow().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CampaignContent content(String name, String template) {
    return name.endsWith(".html")
        ? Mails.html(template)
        : Mails.content("Hello {{name}}", Optional.empty(), Optional.of(template));
  }

  private static String value(String field) {
    return field.endsWith("_url") ? "https://x.example/" + field : "\u00ab" + field + "\u00bb";
  }

  /** A value for every name that the template mentions. */
  private static Map<String, Object> fields(String template) {
    var plain = new HashMap<String, Object>();
    FIELD.matcher(template).results().forEach(m -> plain.put(m.group(2), value(m.group(2))));
    var fields = new HashMap<String, Object>(plain);
    Stream.concat(LIST.matcher(template).results(), SECTION.matcher(template).results())
        .forEach(m -> fields.put(m.group(1), List.of(plain, plain)));
    return fields;
  }

  /** The template with its fields filled in, by hand. */
  private static String merged(String template) {
    var joined = ALONE.matcher(template).replaceAll("$1");
    var listed = LIST.matcher(joined).replaceAll(m -> quoted(m.group(2).repeat(2)));
    var opened = SECTION.matcher(listed).replaceAll(MailCorpusTest::section);
    return FIELD
        .matcher(opened)
        .replaceAll(m -> quoted(m.group(1).isEmpty() ? value(m.group(2)) : m.group().substring(1)));
  }

  private static String section(MatchResult m) {
    return quoted((m.group(2) + m.group(3) + m.group(4)).repeat(2));
  }

  private static String quoted(String text) {
    return java.util.regex.Matcher.quoteReplacement(text);
  }

  /** The mail with the destinations where the tracked URLs are, and without the pixel. */
  private static String restored(String body, List<Link> links) {
    return TRACKED
        .matcher(PIXEL.matcher(body).replaceAll(""))
        .replaceAll(m -> quoted(destination(m, links)));
  }

  private static String destination(MatchResult tracked, List<Link> links) {
    var token = Mails.KEYS.verify(tracked.group(1)).orElseThrow();
    assertThat(token.kind()).isEqualTo(Token.Kind.CLICK);
    var values =
        tracked.group(2) == null
            ? List.<String>of()
            : Mails.KEYS.open(tracked.group(1), tracked.group(2)).orElseThrow();
    try {
      return Destination.parse(links.get(token.link()).url()).resolve(values);
    } catch (Destination.Refused e) {
      throw new AssertionError(links.get(token.link()).url(), e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("templates")
  void mail_ofTheCorpus_keepsEveryByteButLinksAndPixel(String name) throws IOException {
    var template = read(name);
    var content = content(name, template);
    var compiled = Mails.compiled(content);
    var mail = Mails.mail(content, Mails.row(fields(template)));
    var body = mail.html().orElse(mail.text());

    assertThat(restored(body, compiled.links())).isEqualTo(merged(template));
    assertThat(compiled.links()).isNotEmpty();
    assertThat(TRACKED.matcher(body).results().count())
        .isGreaterThanOrEqualTo(compiled.links().size());
    assertThat(PIXEL.matcher(body).results().count()).isEqualTo(name.endsWith(".html") ? 1 : 0);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("templates")
  void linkTable_ofTheCorpus_numbersOccurrencesInSourceOrder(String name) {
    var template = read(name);
    var compiled = Mails.compiled(content(name, template));
    var mail = Mails.mail(content(name, template), Mails.row(fields(template)));

    var seen = new ArrayList<Integer>();
    TRACKED
        .matcher(mail.html().orElse(mail.text()))
        .results()
        .map(m -> Mails.KEYS.verify(m.group(1)).orElseThrow().link())
        .forEach(index -> seen.add(seen.contains(index) ? -1 : index));
    seen.removeIf(index -> index < 0);

    assertThat(compiled.links()).extracting(Link::index).isEqualTo(seen);
    assertThat(seen).isSorted().first().isEqualTo(0);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("templates")
  void mail_ofTheCorpus_comesOffTheWireWhole(String name) throws IOException {
    var template = read(name);
    var mail = Mails.mail(content(name, template), Mails.row(fields(template)));
    var bytes = MimeWriter.write(mail, Instant.EPOCH, "<1@acme.example>");

    var received = ReceivedMail.of(bytes);

    assertThat(received.text()).isEqualTo(Mails.crlf(mail.text()));
    assertThat(received.html()).isEqualTo(Mails.crlf(mail.html().orElse("")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("templates")
  void derivedText_ofTheCorpus_saysWhatTheHtmlSays(String name) {
    var template = read(name);
    var mail = Mails.mail(content(name, template), Mails.row(fields(template)));
    if (mail.html().isEmpty()) {
      return; // has a text of its own
    }

    var text = mail.text().replaceAll("\\s*<https?://\\S+>", "").replaceAll("\\s+", " ");
    assertThat(mail.text()).doesNotContain("@media", "font-family").doesNotContain("\n\n\n");
    for (var paragraph : Jsoup.parse(mail.html().orElseThrow()).select("p:not([style*=none])")) {
      assertThat(text).contains(paragraph.ownText().strip().split("\\s+")[0]);
    }
  }
}
