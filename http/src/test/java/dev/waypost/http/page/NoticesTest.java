package dev.waypost.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class NoticesTest {
  private final Notices notices = Notices.load();

  private String html(Notice notice, Language language) {
    return new String(notices.html(notice, language), StandardCharsets.UTF_8);
  }

  @Test
  void html_everyPage_isFilledInAndSaysItsLanguage() {
    for (var language : Language.values()) {
      for (var notice : Notice.values()) {
        assertThat(html(notice, language))
            .as("%s in %s", notice, language)
            .startsWith("<!doctype html>")
            .contains("<html lang=\"" + language.tag() + "\">")
            .doesNotContain("{{", "\uFFFD");
      }
    }
  }

  @Test
  void html_everyPage_bringsNothingActiveOrForeign() {
    for (var language : Language.values()) {
      for (var notice : Notice.values()) {
        assertThat(html(notice, language))
            .as("%s in %s", notice, language)
            .doesNotContainIgnoringCase("<script", "http:", "https:", "src=", "url(", "@import")
            .doesNotContainPattern("(?i)href=\"[^\"]")
            .doesNotContainPattern("(?i)\\son\\w+=")
            .doesNotContainPattern("(?i)\\sstyle=");
      }
    }
  }

  @Test
  void html_pages_allDiffer() {
    var seen = new HashSet<String>();
    for (var language : Language.values()) {
      for (var notice : Notice.values()) {
        seen.add(html(notice, language));
      }
    }

    assertThat(seen).hasSize(Language.values().length * Notice.values().length);
  }

  @Test
  void html_buttons_areOnlyWhereThereIsSomethingToDo() {
    for (var language : Language.values()) {
      for (var notice : Notice.values()) {
        var html = html(notice, language);
        var isForm = notice == Notice.UNSUBSCRIBE || notice == Notice.UNSUBSCRIBE_FAILED;

        assertThat(count(html, "<button")).as("%s", notice).isEqualTo(isForm ? 1 : 0);
        assertThat(count(html, "<form method=\"post\">")).isEqualTo(isForm ? 1 : 0);
        assertThat(count(html, "<a ")).isEqualTo(notice == Notice.UNAVAILABLE ? 1 : 0);
      }
    }
    assertThat(html(Notice.UNSUBSCRIBE, Language.HUNGARIAN)).contains(">Leiratkozom</button>");
  }

  @Test
  void html_everyPage_isSmall() {
    for (var language : Language.values()) {
      for (var notice : Notice.values()) {
        assertThat(notices.html(notice, language)).as("%s", notice).hasSizeLessThan(4096);
      }
    }
  }

  @Test
  void html_hungarian_hasNoEnglishLeft() {
    for (var notice : Notice.values()) {
      assertThat(texts(notice, Language.HUNGARIAN))
          .as("%s", notice)
          .doesNotContainAnyElementsOf(texts(notice, Language.ENGLISH));
    }
  }

  /** What stands between the tags of the body. */
  private List<String> texts(Notice notice, Language language) {
    var html = html(notice, language);
    var body = html.substring(html.indexOf("<body>"));
    return Stream.of(body.split("<[^>]*>")).map(String::strip).filter(t -> !t.isEmpty()).toList();
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  @Test
  void contentSecurityPolicy_allowsExactlyTheStyleOfThePages() throws Exception {
    var html = html(Notice.GONE, Language.ENGLISH);
    var style = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));
    var hash =
        Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(style.getBytes(StandardCharsets.UTF_8)));

    assertThat(notices.contentSecurityPolicy())
        .isEqualTo(
            "default-src 'none'; style-src 'sha256-"
                + hash
                + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
  }
}
