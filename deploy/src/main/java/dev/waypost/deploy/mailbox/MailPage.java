package dev.waypost.deploy.mailbox;

import dev.waypost.http.page.Language;
import dev.waypost.http.page.Resources.Texts;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** One mail, in one of its views. */
final class MailPage {
  /** What is shown of a text; the download has all. */
  private static final int SHOWN_MAX = 256 << 10;

  /** A view, and the end of its address. */
  enum View {
    HTML(""),
    TEXT("/text"),
    SOURCE("/source");

    private final String ending;

    View(String ending) {
      this.ending = ending;
    }

    String key() {
      return "view." + name().toLowerCase(Locale.ROOT);
    }
  }

  private final PageFrame frame;

  MailPage(PageFrame frame) {
    this.frame = frame;
  }

  static String title(ArrivedMail mail, Texts texts) {
    return mail.subject().isBlank() ? texts.get("noSubject") : mail.subject();
  }

  /** The mail; a view that it has not got becomes the next that it has. */
  PageAnswer answer(Language language, ArrivedMail mail, View wished) {
    var texts = frame.texts(language);
    var raw = mail.raw();
    var parts = MailText.parse(raw);
    var view = wished == View.HTML && parts.html().isEmpty() ? View.TEXT : wished;
    var content =
        switch (view) {
          case HTML -> framed(mail, texts);
          case TEXT ->
              parts
                  .text()
                  .map(text -> pre(Html.linked(shown(text)), text.length(), texts))
                  .orElseGet(() -> "<p>" + texts.get("unreadable") + "</p>");
          case SOURCE -> pre(Html.escape(shown(text(raw))), raw.length, texts);
        };
    return frame.page(
        200,
        language,
        title(mail, texts),
        """
        <header><nav><a href="/">%s</a></nav></header>
        <main>
        <h1 dir="auto">%s</h1>
        <dl>
        <dt>%s</dt><dd dir="auto">%s</dd>
        <dt>%s</dt><dd>%s</dd>
        <dt>%s</dt><dd>%s</dd>
        </dl>
        %s
        %s
        </main>
        """
            .formatted(
                texts.get("all"),
                Html.escape(title(mail, texts)),
                texts.get("from"),
                Html.escape(parts.readable("From").orElse(mail.from())),
                texts.get("to"),
                Html.escape(String.join(", ", mail.to())),
                texts.get("at"),
                MailListPage.time(mail),
                views(mail, parts, view, texts),
                content));
  }

  private static String views(ArrivedMail mail, MailText parts, View current, Texts texts) {
    var nav = new StringBuilder("<nav aria-label=\"" + texts.get("views") + "\">\n");
    for (var view : View.values()) {
      if (view == View.HTML && parts.html().isEmpty()) {
        continue;
      }
      nav.append(
          "<a href=\"/mail/%d%s\"%s>%s</a>\n"
              .formatted(
                  mail.number(),
                  view.ending,
                  view == current ? " aria-current=\"page\"" : "",
                  texts.get(view.key())));
    }
    return nav.append(
            "<a href=\"/mail/%d/raw\" download>%s</a>\n</nav>"
                .formatted(mail.number(), texts.get("download")))
        .toString();
  }

  private static String framed(ArrivedMail mail, Texts texts) {
    return "<iframe title=\"%s\" sandbox=\"%s\" referrerpolicy=\"no-referrer\" src=\"/mail/%d/html\"></iframe>\n<p>%s</p>"
        .formatted(texts.get("frame"), PageFrame.SANDBOX, mail.number(), texts.get("frame.note"));
  }

  private static String pre(String escaped, int length, Texts texts) {
    return "<pre dir=\"auto\">"
        + escaped
        + "</pre>"
        + (length > SHOWN_MAX ? "\n<p>" + texts.get("cut") + "</p>" : "");
  }

  private static String shown(String text) {
    return text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) : text;
  }

  private static String text(byte[] raw) {
    return new String(raw, 0, Math.min(raw.length, SHOWN_MAX), StandardCharsets.UTF_8);
  }

  /** The view that an address asks for; empty for what is no page. */
  static Optional<View> view(String ending) {
    for (var view : View.values()) {
      if (view.ending.equals(ending)) {
        return Optional.of(view);
      }
    }
    return Optional.empty();
  }
}
