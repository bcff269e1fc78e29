package dev.waypost.deploy.mailbox;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The pages of the mailbox: a list, and one mail as html, text, headers and raw. No scripts,
 * nothing from elsewhere: a mail's html is a document of its own, sandboxed, without its foreign
 * images, so that looking at a mail opens no pixel. Its links open in a new window.
 */
final class MailboxPages {
  private static final int PER_PAGE = 50;
  private static final Pattern MAIL = Pattern.compile("/mail/(\\d{1,18})(/html|/raw)?");
  private static final Pattern HEAD = Pattern.compile("(?i)<head(\\s[^>]*)?>");
  private static final String SANDBOX = "allow-popups allow-popups-to-escape-sandbox";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private static final String PAGE_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self';"
          + " base-uri 'none'; frame-ancestors 'none'";
  private static final String MAIL_POLICY =
      "sandbox "
          + SANDBOX
          + "; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none';"
          + " base-uri 'none'; frame-ancestors 'self'";

  private final KeptMails mails;

  MailboxPages(KeptMails mails) {
    this.mails = mails;
  }

  /** Answers a GET. */
  PageAnswer answer(String path, String rawQuery) {
    if (path.equals("/")) {
      return list(parameter(rawQuery, "q").orElse(""), pageNumber(rawQuery));
    }
    var match = MAIL.matcher(path);
    if (!match.matches()) {
      return page(404, "Not found", "<p>There is no such page. <a href=\"/\">All mails</a></p>");
    }
    var found = mails.get(Long.parseLong(match.group(1)));
    if (found.isEmpty()) {
      return page(
          404,
          "Not kept",
          "<p>That mail is not kept any more, or never came. <a href=\"/\">All mails</a></p>");
    }
    return switch (Optional.ofNullable(match.group(2)).orElse("")) {
      case "/html" -> html(found.get());
      case "/raw" -> raw(found.get());
      default -> mail(found.get());
    };
  }

  private PageAnswer list(String query, int number) {
    var found = mails.search(query, (number - 1) * PER_PAGE, PER_PAGE + 1);
    var shown = found.subList(0, Math.min(PER_PAGE, found.size()));
    var rows = shown.stream().map(MailboxPages::row).collect(Collectors.joining("\n"));
    var empty =
        query.isBlank() ? "No mail yet. Reload when something was sent." : "No mail matches.";
    var table =
        shown.isEmpty()
            ? "<p>" + empty + "</p>"
            : "<table><thead><tr><th>Arrived (UTC)<th>To<th>Subject</thead><tbody>\n"
                + rows
                + "\n</tbody></table>";
    var newer = number > 1 ? pageLink(query, number - 1, "Newer") : "";
    var older = found.size() > PER_PAGE ? pageLink(query, number + 1, "Older") : "";
    var dropped = mails.dropped();
    return page(
        200,
        "Mailbox",
        "<form><input type=\"search\" name=\"q\" value=\""
            + Html.escape(query)
            + "\" placeholder=\"recipient or subject\" aria-label=\"Search\"> "
            + "<button>Search</button></form>\n<p>"
            + mails.arrived()
            + " arrived"
            + (dropped > 0 ? ", the oldest " + dropped + " not kept any more" : "")
            + ". Nothing here has left this machine.</p>\n"
            + table
            + "\n<nav>"
            + newer
            + " "
            + older
            + "</nav>");
  }

  private static String row(ArrivedMail mail) {
    return "<tr><td>%s<td>%s<td><a href=\"/mail/%d\">%s</a>"
        .formatted(
            TIME.format(mail.at()),
            Html.escape(String.join(", ", mail.to())),
            mail.number(),
            Html.escape(mail.subject().isBlank() ? "(no subject)" : mail.subject()));
  }

  private static PageAnswer mail(ArrivedMail mail) {
    var parts = MailText.parse(mail.raw());
    var headers =
        parts.headers().stream()
            .map(h -> Html.escape(h.name() + ": " + h.value()))
            .collect(Collectors.joining("\n"));
    var body =
        new StringBuilder()
            .append(
                "<p><a href=\"/\">All mails</a> &middot; <a href=\"/mail/%1$d/raw\">Raw</a></p>"
                    .formatted(mail.number()))
            .append(
                "<p>From %s to %s, %s UTC</p>"
                    .formatted(
                        Html.escape(mail.from()),
                        Html.escape(String.join(", ", mail.to())),
                        TIME.format(mail.at())));
    if (parts.html().isPresent()) {
      body.append(
          "<iframe title=\"The mail\" sandbox=\"%s\" src=\"/mail/%d/html\"></iframe>"
              .formatted(SANDBOX, mail.number()));
    }
    parts
        .text()
        .ifPresent(t -> body.append(folded("Text", Html.escape(t), parts.html().isEmpty())));
    body.append(folded("Headers", headers, false));
    return page(200, mail.subject().isBlank() ? "(no subject)" : mail.subject(), body.toString());
  }

  private static String folded(String title, String escaped, boolean open) {
    return "<details%s><summary>%s</summary><pre>%s</pre></details>"
        .formatted(open ? " open" : "", title, escaped);
  }

  private static PageAnswer html(ArrivedMail mail) {
    var html = MailText.parse(mail.raw()).html().orElse("<p>This mail has no html part.</p>");
    return PageAnswer.of(
        200, headers("text/html; charset=utf-8", MAIL_POLICY), withLinksOutside(html));
  }

  /** Behind the head's tag, so that a doctype stays the first thing. */
  private static String withLinksOutside(String html) {
    var base = "<base target=\"_blank\">";
    var head = HEAD.matcher(html);
    return head.find()
        ? html.substring(0, head.end()) + base + html.substring(head.end())
        : base + html;
  }

  private static PageAnswer raw(ArrivedMail mail) {
    var headers = new HashMap<>(headers("message/rfc822", MAIL_POLICY));
    headers.put("Content-Disposition", "attachment; filename=\"mail-" + mail.number() + ".eml\"");
    return new PageAnswer(200, headers, mail.raw());
  }

  private static PageAnswer page(int status, String title, String body) {
    return PageAnswer.of(
        status,
        headers("text/html; charset=utf-8", PAGE_POLICY),
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>%1$s</title>
        <meta name="viewport" content="width=device-width">
        <style>
        :root { color-scheme: light dark }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 1rem auto; padding: 0 1rem }
        table { border-collapse: collapse; width: 100%% }
        th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #8884; overflow-wrap: anywhere }
        iframe { width: 100%%; height: 70vh; border: 1px solid #8884; background: #fff }
        pre { white-space: pre-wrap; overflow-wrap: anywhere }
        </style></head><body><h1>%1$s</h1>
        %2$s
        </body></html>
        """
            .formatted(Html.escape(title), body));
  }

  private static Map<String, String> headers(String type, String policy) {
    return Map.of(
        "Content-Type", type,
        "Content-Security-Policy", policy,
        "X-Content-Type-Options", "nosniff",
        "Referrer-Policy", "no-referrer",
        "Cross-Origin-Resource-Policy", "same-origin",
        "Cache-Control", "no-store");
  }

  private static String pageLink(String query, int number, String text) {
    return "<a href=\"/?q=%s&amp;page=%d\">%s</a>"
        .formatted(URLEncoder.encode(query, StandardCharsets.UTF_8), number, text);
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
