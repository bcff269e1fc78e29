package dev.waypost.deploy.demo;

import dev.waypost.deploy.mailbox.ArrivedMail;
import dev.waypost.deploy.mailbox.MailText;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jsoup.Jsoup;

/**
 * The tracking URLs of one mail, found as a mail program finds them.
 *
 * @param to address key
 * @param links of the html, in their order, as often as they stand there
 * @param unsubscribe from the header that mail programs use
 */
record TrackedMail(String to, List<URI> links, Optional<URI> pixel, Optional<URI> unsubscribe) {
  TrackedMail {
    links = List.copyOf(links);
  }

  /**
   * Reads a mail.
   *
   * @param base of tracked links, without a trailing slash
   */
  static TrackedMail read(ArrivedMail mail, URI base) {
    var text = MailText.parse(mail.raw());
    var html = Jsoup.parse(text.html().orElse(""));
    var links =
        html.select("a[href]").eachAttr("href").stream()
            .filter(href -> href.startsWith(base + "/c/"))
            .map(URI::create)
            .toList();
    var pixel =
        html.select("img[src]").eachAttr("src").stream()
            .filter(src -> src.startsWith(base + "/o/"))
            .map(URI::create)
            .findFirst();
    return new TrackedMail(
        mail.to().getFirst().toLowerCase(Locale.ROOT), links, pixel, unsubscribe(text, base));
  }

  private static Optional<URI> unsubscribe(MailText text, URI base) {
    return text.header("List-Unsubscribe").stream()
        .flatMap(value -> List.of(value.split("[<>,\\s]+")).stream())
        .filter(part -> part.startsWith(base + "/u/"))
        .map(URI::create)
        .findFirst();
  }
}
