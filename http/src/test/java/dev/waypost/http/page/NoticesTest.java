package dev.waypost.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashSet;
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
            .doesNotContainIgnoringCase("<script", "http:", "https:", "src=", "href=", "url(")
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
  void html_unsubscribe_hasTheOneButton() {
    for (var language : Language.values()) {
      for (var notice : Notice.values()) {
        var buttons = html(notice, language).split("<button", -1).length - 1;

        assertThat(buttons).isEqualTo(notice == Notice.UNSUBSCRIBE ? 1 : 0);
      }
    }
    assertThat(html(Notice.UNSUBSCRIBE, Language.HUNGARIAN))
        .contains("<form method=\"post\">", "Leiratkozom");
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
