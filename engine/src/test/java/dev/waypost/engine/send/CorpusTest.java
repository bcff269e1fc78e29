package dev.waypost.engine.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.link.Token;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Real templates of others compile, render and come back from the wire as they were. */
class CorpusTest {
  private static final Pattern FIELD = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

  /** What {@code \{{ something }}} in one of them stands for. */
  private static final String LITERAL = "{{ something }}";

  private static Optional<Path> folder() {
    return Stream.iterate(Path.of("").toAbsolutePath(), at -> at != null, Path::getParent)
        .map(at -> at.resolve("shared/corpus/mails"))
        .filter(Files::isDirectory)
        .findFirst();
  }

  private static List<Path> templates() throws IOException {
    var folder = folder();
    if (folder.isEmpty()) {
      assertThat(System.getenv("CI")).as("the corpus is missing").isNotEqualTo("true");
      Assumptions.abort("no shared/corpus/mails above this folder");
    }
    try (var files = Files.list(folder.orElseThrow())) {
      return files.filter(file -> file.toString().endsWith(".html")).sorted().toList();
    }
  }

  private static CampaignContent content(Path html) {
    var text = html.resolveSibling(html.getFileName().toString().replace(".html", ".txt"));
    return Mails.content(
        "Hello {{name}}",
        Optional.of(read(html)),
        Files.exists(text) ? Optional.of(read(text)) : Optional.empty());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MailRow row(CampaignContent content) {
    var fields = new HashMap<String, Object>();
    var all = content.html().orElse("") + content.text().orElse("");
    var matcher = FIELD.matcher(all);
    while (matcher.find()) {
      var name = matcher.group(1);
      fields.put(name, name.endsWith("_url") ? "https://x.example/" + name : "«" + name + "»");
    }
    var item = new HashMap<String, Object>(fields);
    for (var list : List.of("receipt_details", "invoice_details")) {
      fields.put(list, List.of(item, item));
    }
    fields.put("attachment_details", List.of(List.of(item)));
    return Mails.row(fields);
  }

  private static String transport(RenderedMail mail, int part) throws IOException {
    var bytes = MimeWriter.write(mail, Instant.EPOCH, "<1@acme.example>");
    var message = new DefaultMessageBuilder().parseMessage(new ByteArrayInputStream(bytes));
    var body = ((Multipart) message.getBody()).getBodyParts().get(part).getBody();
    var out = new ByteArrayOutputStream();
    ((TextBody) body).writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void template_ofTheCorpus_isMailedWhole() throws IOException {
    var templates = templates();

    assertThat(templates).hasSizeGreaterThan(10);
    for (var template : templates) {
      var content = content(template);
      var mail = Mails.mail(content, row(content));

      var html = mail.html().orElseThrow();
      assertThat(html.replace(LITERAL, ""))
          .as("%s", template.getFileName())
          .doesNotContain("{{", "waypost-link");
      assertThat(mail.text().replace(LITERAL, ""))
          .as("%s", template.getFileName())
          .doesNotContain("{{")
          .isNotBlank();
      assertThat(transport(mail, 0)).isEqualTo(Mails.crlf(mail.text()));
      assertThat(transport(mail, 1)).isEqualTo(Mails.crlf(html));
    }
  }

  @Test
  void template_ofTheCorpus_keepsEveryByteButTagsAndLinks() throws IOException {
    for (var template : templates()) {
      var content = Mails.untracked(Mails.html(escaped(read(template))));

      var html = Mails.mail(content, Mails.row(Map.of())).html().orElseThrow();

      var expected = read(template);
      assertThat(unlinked(html)).as("%s", template.getFileName()).isEqualTo(unlinked(expected));
    }
  }

  /** Without tags to merge. */
  private static String escaped(String template) {
    return template.replace("{{", "{ {");
  }

  private static String unlinked(String html) {
    return html.replace("{ {", "{{").replaceAll("href=\"[^\"]*\"|href='[^']*'", "href");
  }

  @Test
  void derivedText_ofTheCorpus_saysWhatTheHtmlSays() throws IOException {
    for (var template : templates()) {
      var content = Mails.html(read(template));
      var rendering = Mails.compiled(content).render(row(content), Token.Stage.REAL, Mails.URLS);
      var mail = ((Rendering.Rendered) rendering).mail();

      var words = Jsoup.parse(mail.html().orElseThrow()).select("p, h1, h2").eachText();
      var text = mail.text().replaceAll("<https?://\\S+>", "").replaceAll("\\s+", " ");
      assertThat(mail.text()).doesNotContain("@media", "font-family").doesNotContain("\n\n\n");
      assertThat(words).isNotEmpty();
      assertThat(text).as("%s", template.getFileName()).contains(words.getFirst().split(" ")[0]);
      for (var link : mail.links()) {
        assertThat(mail.html().orElseThrow()).contains(link.tracked());
      }
    }
  }
}
