package dev.waypost.deploy.mailbox;

import dev.waypost.http.page.Language;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.Collectors;

/** The list of mails, newest first, as a search left it. */
final class MailListPage {
  private static final int PER_PAGE = 50;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private final KeptMails mails;
  private final PageFrame frame;

  MailListPage(KeptMails mails, PageFrame frame) {
    this.mails = mails;
    this.frame = frame;
  }

  /**
   * One page of it.
   *
   * @param query empty for all mails
   * @param number from 1
   */
  PageAnswer answer(Language language, String query, int number) {
    var texts = frame.texts(language);
    var found = mails.search(query, (number - 1) * PER_PAGE, PER_PAGE + 1);
    var shown = found.subList(0, Math.min(PER_PAGE, found.size()));
    var rows = shown.stream().map(mail -> row(mail, language)).collect(Collectors.joining("\n"));
    var nothing =
        query.isBlank()
            ? "<p>" + texts.get("empty") + "</p>"
            : "<p>%s <a href=\"/\">%s</a></p>".formatted(texts.get("noMatch"), texts.get("all"));
    return frame.page(
        200,
        language,
        texts.get(query.isBlank() ? "mailbox" : "results"),
        """
        <main>
        <h1>%s</h1>
        <p>%s</p>
        <form role="search">
        <label for="q">%s</label>
        <input type="search" id="q" name="q" value="%s">
        <button type="submit">%s</button>
        </form>
        %s
        %s
        </main>
        """
            .formatted(
                texts.get("mailbox"),
                count(language),
                texts.get("search.label"),
                Html.escape(query),
                texts.get("search.button"),
                shown.isEmpty() ? nothing : "<ol>\n" + rows + "\n</ol>",
                pages(language, query, number, found.size() > PER_PAGE)));
  }

  /** When a mail came, for people and for machines. */
  static String time(ArrivedMail mail) {
    return "<time datetime=\"%s\">%s</time>".formatted(mail.at(), TIME.format(mail.at()));
  }

  private String row(ArrivedMail mail, Language language) {
    return "<li><a href=\"/mail/%d\" dir=\"auto\">%s</a> <span>%s</span> %s</li>"
        .formatted(
            mail.number(),
            Html.escape(MailPage.title(mail, frame.texts(language))),
            Html.escape(String.join(", ", mail.to())),
            time(mail));
  }

  private String count(Language language) {
    var texts = frame.texts(language);
    var arrived = mails.arrived();
    var dropped = mails.dropped();
    return texts
            .get(arrived == 1 ? "arrived.one" : "arrived.many")
            .replace("{n}", Long.toString(arrived))
        + " "
        + (dropped > 0 ? texts.get("dropped").replace("{n}", Long.toString(dropped)) + " " : "")
        + texts.get("local");
  }

  private String pages(Language language, String query, int number, boolean hasOlder) {
    if (number == 1 && !hasOlder) {
      return "";
    }
    var texts = frame.texts(language);
    return "<nav aria-label=\"%s\">%s %s</nav>"
        .formatted(
            texts.get("pages"),
            number > 1 ? link(query, number - 1, texts.get("newer")) : "",
            hasOlder ? link(query, number + 1, texts.get("older")) : "");
  }

  private static String link(String query, int number, String text) {
    return "<a href=\"/?q=%s&amp;page=%d\">%s</a>"
        .formatted(URLEncoder.encode(query, StandardCharsets.UTF_8), number, text);
  }
}
