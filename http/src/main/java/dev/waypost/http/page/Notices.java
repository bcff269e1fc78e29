package dev.waypost.http.page;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * All pages in all languages, made once: none depends on a request. Safe for use by many threads.
 */
public final class Notices {
  private final Map<Language, Map<Notice, byte[]>> pages = new EnumMap<>(Language.class);
  private final String contentSecurityPolicy;

  private Notices() {
    var style = resource("notice.css");
    for (var language : Language.values()) {
      var texts = texts(language);
      var inLanguage = new EnumMap<Notice, byte[]>(Notice.class);
      for (var notice : Notice.values()) {
        var html = render(language, notice, texts, style);
        inLanguage.put(notice, html.getBytes(StandardCharsets.UTF_8));
      }
      pages.put(language, inLanguage);
    }
    contentSecurityPolicy =
        "default-src 'none'; style-src 'sha256-%s'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
            .formatted(sha256(style));
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

  private static String render(Language language, Notice notice, Properties texts, String style) {
    var action =
        notice == Notice.UNSUBSCRIBE
            ? resource("action.html").replace("{{button}}", text(texts, notice, "button")).strip()
            : "";
    return resource("notice.html")
        .replace("{{language}}", language.tag())
        .replace("{{title}}", text(texts, notice, "title"))
        .replace("{{text}}", text(texts, notice, "text"))
        .replace("{{action}}", action)
        .replace("{{style}}", style);
  }

  private static String text(Properties texts, Notice notice, String part) {
    var key = notice.key() + "." + part;
    var text = Optional.ofNullable(texts.getProperty(key));
    return text.orElseThrow(() -> new IllegalStateException("no text " + key))
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }

  private static Properties texts(Language language) {
    var texts = new Properties();
    try {
      texts.load(new StringReader(resource(language.tag() + ".properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  private static String resource(String name) {
    try (var in = Notices.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + name, e);
    }
  }

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
