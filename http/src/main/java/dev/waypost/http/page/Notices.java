package dev.waypost.http.page;

import dev.waypost.http.page.Resources.Texts;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * All pages in all languages, made once: none depends on a request. Safe for use by many threads.
 */
public final class Notices {
  private static final Resources FILES = new Resources(Notices.class);

  private final Map<Language, Map<Notice, byte[]>> pages = new EnumMap<>(Language.class);
  private final String contentSecurityPolicy;

  private Notices() {
    var style = new StyleSheet(FILES.text("notice.css"));
    var icons = FILES.texts("icon.properties");
    for (var language : Language.values()) {
      var texts = FILES.texts(language.tag() + ".properties");
      var inLanguage = new EnumMap<Notice, byte[]>(Notice.class);
      for (var notice : Notice.values()) {
        var html = render(language, notice, texts, icons, style);
        inLanguage.put(notice, html.getBytes(StandardCharsets.UTF_8));
      }
      pages.put(language, inLanguage);
    }
    contentSecurityPolicy =
        "default-src 'none'; style-src %s; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
            .formatted(style.source());
  }

  /** Reads templates and texts; a missing text is a bug and fails here. */
  public static Notices load() {
    return new Notices();
  }

  /** The page as UTF-8 HTML. */
  public byte[] html(Notice notice, Language language) {
    return Optional.ofNullable(pages.get(language))
        .map(inLanguage -> inLanguage.get(notice))
        .orElseThrow(() -> new IllegalStateException("no page " + notice + " in " + language))
        .clone();
  }

  /** The header that goes with every page: allows its own style and its own form, nothing else. */
  public String contentSecurityPolicy() {
    return contentSecurityPolicy;
  }

  private static String render(
      Language language, Notice notice, Texts texts, Texts icons, StyleSheet style) {
    return FILES
        .text("notice.html")
        .replace("{{language}}", language.tag())
        .replace("{{title}}", text(texts, notice, "title"))
        .replace("{{text}}", text(texts, notice, "text"))
        .replace("{{icon}}", icons.get(notice.key()))
        .replace("{{action}}\n", action(notice, texts))
        .replace("{{style}}", style.element());
  }

  private static String action(Notice notice, Texts texts) {
    return switch (notice.action()) {
      case NONE -> "";
      case RELOAD -> withButton("reload.html", notice, texts);
      case POST -> withButton("post.html", notice, texts);
    };
  }

  private static String withButton(String file, Notice notice, Texts texts) {
    return FILES.text(file).replace("{{button}}", text(texts, notice, "button"));
  }

  private static String text(Texts texts, Notice notice, String part) {
    return texts
        .get(notice.key() + "." + part)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }
}
