package dev.waypost.deploy.mailbox;

import dev.waypost.http.page.Language;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The pages of the mailbox: a list, and one mail as html, text and source. No scripts, nothing from
 * elsewhere: a mail's html is a document of its own, sandboxed, without its foreign images, so that
 * looking at a mail opens no pixel. Its links open in a new window.
 */
final class MailboxPages {
  private static final Pattern MAIL = Pattern.compile("/mail/(\\d{1,18})(/[a-z]+)?");

  private final KeptMails mails;
  private final PageFrame frame = new PageFrame();
  private final MailListPage list;
  private final MailPage mail = new MailPage(frame);

  MailboxPages(KeptMails mails) {
    this.mails = mails;
    this.list = new MailListPage(mails, frame);
  }

  /** Answers a GET. */
  PageAnswer answer(String path, String rawQuery, Language language) {
    if (path.equals("/")) {
      return list.answer(
          language, parameter(rawQuery, "q").orElse("").strip(), pageNumber(rawQuery));
    }
    var match = MAIL.matcher(path);
    if (!match.matches()) {
      return notice(404, language, "notFound");
    }
    return mails
        .get(Long.parseLong(match.group(1)))
        .map(found -> answer(found, Optional.ofNullable(match.group(2)).orElse(""), language))
        .orElseGet(() -> notice(404, language, "notKept"));
  }

  /** Answers what is neither GET nor HEAD. */
  PageAnswer notGet(Language language) {
    return notice(405, language, "notGet").with(Map.of("Allow", "GET, HEAD"));
  }

  private PageAnswer answer(ArrivedMail found, String ending, Language language) {
    return switch (ending) {
      case "/html" ->
          PageFrame.framed(MailHtml.shown(MailText.parse(found.raw()).html().orElse("")));
      case "/raw" -> PageFrame.download("mail-" + found.number() + ".eml", found.raw());
      default ->
          MailPage.view(ending)
              .map(view -> mail.answer(language, found, view))
              .orElseGet(() -> notice(404, language, "notFound"));
    };
  }

  private PageAnswer notice(int status, Language language, String key) {
    var texts = frame.texts(language);
    var title = texts.get(key + ".title");
    return frame.page(
        status,
        language,
        title,
        """
        <main>
        <h1>%s</h1>
        <p>%s</p>
        <nav><a href="/">%s</a></nav>
        </main>
        """
            .formatted(title, texts.get(key + ".text"), texts.get("all")));
  }

  private static int pageNumber(String rawQuery) {
    return parameter(rawQuery, "page")
        .filter(p -> p.matches("[1-9]\\d{0,5}"))
        .map(Integer::parseInt)
        .orElse(1);
  }

  private static Optional<String> parameter(String rawQuery, String name) {
    return List.of(rawQuery.split("&")).stream()
        .filter(p -> p.startsWith(name + "="))
        .map(p -> decode(p.substring(name.length() + 1)))
        .findFirst();
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
