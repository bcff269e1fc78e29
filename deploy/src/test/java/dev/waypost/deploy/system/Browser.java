package dev.waypost.deploy.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

/** Somebody who reads mail. */
final class Browser {
  private static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0";

  private Browser() {}

  static Api.Answer get(String url) throws IOException, InterruptedException {
    return Api.sendAnywhere(request(url).GET());
  }

  static Api.Answer head(String url) throws IOException, InterruptedException {
    return Api.sendAnywhere(request(url).method("HEAD", BodyPublishers.noBody()));
  }

  static Api.Answer prefetch(String url) throws IOException, InterruptedException {
    return Api.sendAnywhere(request(url).header("Sec-Purpose", "prefetch;prerender").GET());
  }

  /** RFC 8058, as the mail program's button does. */
  static Api.Answer unsubscribe(String url) throws IOException, InterruptedException {
    return Api.sendAnywhere(
        request(url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("List-Unsubscribe=One-Click")));
  }

  /** The same URL with one character of its token changed. */
  static String forged(String url) {
    var at = url.lastIndexOf('/') + 21;
    return url.substring(0, at) + (url.charAt(at) == 'A' ? 'B' : 'A') + url.substring(at + 1);
  }

  static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url))
        .header("User-Agent", FIREFOX)
        .header("Accept-Language", "hu,en;q=0.7");
  }
}
