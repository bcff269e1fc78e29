package dev.waypost.deploy.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Requests tracked URLs as browsers, proxies and scanners do, and checks each answer. */
final class Visitor implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String BROWSER =
      "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0";
  private static final String IMAGE_PROXY =
      "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
  private static final String PRIVACY_PROXY = "Mozilla/5.0";

  private final Tally tally;
  private final Histogram redirectMicros = new ConcurrentHistogram(60_000_000L, 3);
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(TIMEOUT)
          .build();

  Visitor(Tally tally) {
    this.tally = tally;
  }

  /** Closed loop: each of the visitors waits for its answer before it asks again. */
  Histogram redirectMicros() {
    return redirectMicros.copy();
  }

  void click(URI link, Set<String> destinations) throws InterruptedException {
    follow(browser(link).GET(), destinations);
    tally.add(Tally.Deed.HUMAN_CLICK);
  }

  void prefetch(URI link, Set<String> destinations) throws InterruptedException {
    follow(browser(link).header("Sec-Purpose", "prefetch;prerender").GET(), destinations);
    tally.add(Tally.Deed.MACHINE_CLICK);
  }

  /** Every link by HEAD, then by GET, as fast as it goes; with an ordinary browser's name. */
  void scan(TrackedMail mail, Set<String> destinations) throws InterruptedException {
    for (var link : mail.links()) {
      follow(browser(link).method("HEAD", BodyPublishers.noBody()), destinations);
      tally.add(Tally.Deed.MACHINE_CLICK);
    }
    for (var link : mail.links()) {
      follow(browser(link).GET(), destinations);
      tally.add(Tally.Deed.MACHINE_CLICK);
    }
  }

  void open(URI pixel) throws InterruptedException {
    picture(browser(pixel));
    tally.add(Tally.Deed.HUMAN_OPEN);
  }

  void openThroughImageProxy(URI pixel) throws InterruptedException {
    picture(request(pixel, IMAGE_PROXY));
    tally.add(Tally.Deed.HUMAN_OPEN);
  }

  void openThroughPrivacyProxy(URI pixel) throws InterruptedException {
    picture(request(pixel, PRIVACY_PROXY));
    tally.add(Tally.Deed.MACHINE_OPEN);
  }

  /** RFC 8058, as the mail program's button does. */
  void unsubscribe(URI url) throws InterruptedException {
    var post =
        browser(url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("List-Unsubscribe=One-Click"));
    expect(send(post), 200, "unsubscribe");
    tally.add(Tally.Deed.UNSUBSCRIBE);
  }

  /** Changes nothing. */
  void lookAtUnsubscribePage(URI url) throws InterruptedException {
    expect(send(browser(url).GET()), 200, "unsubscribe page");
  }

  /** A token that nobody signed. */
  void forge(URI link) throws InterruptedException {
    var text = link.toString();
    var at = text.indexOf("/c/") + "/c/".length();
    var changed = text.charAt(at + 20) == 'A' ? 'B' : 'A';
    var forged = URI.create(text.substring(0, at + 20) + changed + text.substring(at + 21));
    expect(send(browser(forged).GET()), 404, "forged link");
    tally.add(Tally.Deed.FORGERY);
  }

  @Override
  public void close() {
    http.close();
  }

  private void picture(HttpRequest.Builder request) throws InterruptedException {
    expect(send(request.header("Accept", "image/*").GET()), 200, "pixel");
  }

  private void follow(HttpRequest.Builder request, Set<String> destinations)
      throws InterruptedException {
    var start = System.nanoTime();
    var answer = send(request);
    redirectMicros.recordValue(Math.min((System.nanoTime() - start) / 1000, 60_000_000L));
    expect(answer, 302, "link");
    var location = answer.flatMap(a -> a.headers().firstValue("Location"));
    if (location.isPresent() && !destinations.contains(location.get())) {
      tally.fault("link led elsewhere");
    }
  }

  private void expect(Optional<HttpResponse<Void>> answer, int status, String what) {
    if (answer.isPresent() && answer.get().statusCode() != status) {
      tally.fault(what + " answered " + answer.get().statusCode());
    }
  }

  private Optional<HttpResponse<Void>> send(HttpRequest.Builder request)
      throws InterruptedException {
    try {
      return Optional.of(http.send(request.build(), BodyHandlers.discarding()));
    } catch (IOException e) {
      tally.fault("no answer: " + e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  private static HttpRequest.Builder browser(URI url) {
    return request(url, BROWSER);
  }

  private static HttpRequest.Builder request(URI url, String agent) {
    return HttpRequest.newBuilder(url)
        .timeout(TIMEOUT)
        .header("User-Agent", agent)
        .header("Accept-Language", "hu,en;q=0.7");
  }
}
