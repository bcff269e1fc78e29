package dev.waypost.deploy.mailbox;

import dev.waypost.http.page.Language;
import dev.waypost.http.page.Resources;
import dev.waypost.http.page.Resources.Texts;
import dev.waypost.http.page.StyleSheet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** What all pages of the mailbox have in common: texts, style, headers. */
final class PageFrame {
  static final String SANDBOX = "allow-popups allow-popups-to-escape-sandbox";

  private static final Resources FILES = new Resources(PageFrame.class);
  private static final String HTML = "text/html; charset=utf-8";

  /** For what is a document of its own: shows a mail's own styles and embedded pictures. */
  private static final String MAIL_POLICY =
      "sandbox "
          + SANDBOX
          + "; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none';"
          + " base-uri 'none'; frame-ancestors 'self'";

  private final Map<Language, Texts> texts = new EnumMap<>(Language.class);
  private final StyleSheet style = new StyleSheet(FILES.text("mailbox.css"));
  private final String pagePolicy =
      "default-src 'none'; style-src %s; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
          .formatted(style.source());

  PageFrame() {
    for (var language : Language.values()) {
      texts.put(language, FILES.texts(language.tag() + ".properties"));
    }
  }

  /** Never less than a language: every one has its file. */
  Texts texts(Language language) {
    var found = texts.get(language);
    if (found == null) {
      throw new IllegalStateException("no texts in " + language);
    }
    return found;
  }

  /**
   * A page.
   *
   * @param title not escaped yet
   * @param body what stands in the body, escaped
   */
  PageAnswer page(int status, Language language, String title, String body) {
    var headers = headers(HTML, pagePolicy);
    headers.put("Content-Language", language.tag());
    headers.put("Vary", "Accept-Language");
    return PageAnswer.of(
        status,
        headers,
        """
        <!doctype html>
        <html lang="%s">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title>
        %s
        </head>
        <body>
        %s
        </body>
        </html>
        """
            .formatted(language.tag(), Html.escape(title), style.element(), body.strip()));
  }

  /** A mail's own html, for a frame. */
  static PageAnswer framed(String html) {
    var headers = headers(HTML, MAIL_POLICY);
    headers.put("X-DNS-Prefetch-Control", "off");
    return PageAnswer.of(200, headers, html);
  }

  /** A download, byte by byte. */
  static PageAnswer download(String name, byte[] bytes) {
    var headers = headers("message/rfc822", MAIL_POLICY);
    headers.put("Content-Disposition", "attachment; filename=\"" + name + "\"");
    return new PageAnswer(200, headers, bytes);
  }

  private static Map<String, String> headers(String type, String policy) {
    return new HashMap<>(
        Map.of(
            "Content-Type", type,
            "Content-Security-Policy", policy,
            "X-Content-Type-Options", "nosniff",
            "X-Robots-Tag", "noindex",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cache-Control", "no-store"));
  }
}
