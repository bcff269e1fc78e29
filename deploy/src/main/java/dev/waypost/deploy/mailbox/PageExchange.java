package dev.waypost.deploy.mailbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.waypost.deploy.setting.Loopback;
import dev.waypost.http.page.Language;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Serves {@link MailboxPages}. Only under a name of this machine: otherwise a foreign page could
 * point its own name here and read the mails.
 */
final class PageExchange implements HttpHandler {
  private final MailboxPages pages;

  PageExchange(MailboxPages pages) {
    this.pages = pages;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var answer = answer(exchange);
      answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      var isHead = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), isHead ? -1 : answer.body().length);
      if (!isHead) {
        exchange.getResponseBody().write(answer.body());
      }
    }
  }

  private PageAnswer answer(HttpExchange exchange) {
    var host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host")).orElse("");
    if (!Loopback.isLoopback(host.replaceFirst(":\\d+$", ""))) {
      return PageAnswer.of(403, Map.of("Content-Type", "text/plain"), "Only as localhost.\n");
    }
    var language = language(exchange);
    var method = exchange.getRequestMethod();
    if (!(method.equals("GET") || method.equals("HEAD"))) {
      return pages.notGet(language);
    }
    var uri = exchange.getRequestURI();
    return pages.answer(
        uri.getRawPath(), Optional.ofNullable(uri.getRawQuery()).orElse(""), language);
  }

  private static Language language(HttpExchange exchange) {
    return Language.preferred(
        Optional.ofNullable(exchange.getRequestHeaders().get("Accept-Language"))
            .map(lines -> String.join(",", lines)));
  }
}
