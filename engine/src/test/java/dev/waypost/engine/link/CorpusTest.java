package dev.waypost.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Real mail templates, which are not part of this repository: the folder {@code shared/corpus}
 * beside the project, or the one that the system property {@code waypost.corpus} names. Without it
 * these tests are left out, and in CI they fail.
 */
class CorpusTest {
  private static final Pattern WEB_HREF =
      Pattern.compile("<a\\s[^>]*?href=\"((?:https?://|\\{\\{)[^\"]*)\"");
  private static final Pattern WEB_TEXT = Pattern.compile("https?://[^\\s)]+");

  @Test
  void html_everyMailOfTheCorpus_tracksItsLinksAndKeepsEveryOtherByte() throws IOException {
    for (var mail : mails(".html")) {
      var template = Files.readString(mail, StandardCharsets.UTF_8);

      var extracted = LinkExtraction.html(template, 0);

      assertThat(extracted.problems()).as("%s", mail).isEmpty();
      assertThat(extracted.links())
          .as("%s", mail)
          .extracting(Link::url)
          .containsExactlyElementsOf(matches(WEB_HREF, 1, template))
          .isNotEmpty();
      assertThat(Restored.text(extracted)).as("%s", mail).isEqualTo(template);
    }
  }

  @Test
  void text_everyMailOfTheCorpus_tracksItsLinksAndKeepsEveryOtherByte() throws IOException {
    for (var mail : mails(".txt")) {
      var template = Files.readString(mail, StandardCharsets.UTF_8);

      var extracted = LinkExtraction.text(template, 0);

      assertThat(extracted.problems()).as("%s", mail).isEmpty();
      assertThat(extracted.links())
          .as("%s", mail)
          .extracting(Link::url)
          .containsExactlyElementsOf(matches(WEB_TEXT, 0, template));
      assertThat(Restored.text(extracted)).as("%s", mail).isEqualTo(template);
    }
  }

  private static List<String> matches(Pattern pattern, int group, String text) {
    var found = new ArrayList<String>();
    pattern.matcher(text).results().forEach(match -> found.add(match.group(group)));
    return found;
  }

  private static List<Path> mails(String ending) throws IOException {
    var folder = corpus().map(corpus -> corpus.resolve("mails"));
    if (!"true".equals(System.getenv("CI"))) {
      assumeTrue(folder.isPresent(), "no shared/corpus: mails of the world left out");
    }
    try (Stream<Path> files = Files.list(folder.orElseThrow())) {
      var mails =
          files
              .filter(file -> file.toString().endsWith(ending))
              .filter(file -> !file.getFileName().toString().startsWith("LICENSE"))
              .sorted()
              .toList();
      assertThat(mails).isNotEmpty();
      return mails;
    }
  }

  private static Optional<Path> corpus() {
    var named = System.getProperty("waypost.corpus");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      var corpus = folder.resolve("shared").resolve("corpus");
      if (Files.isDirectory(corpus)) {
        return Optional.of(corpus);
      }
    }
    return Optional.empty();
  }
}
