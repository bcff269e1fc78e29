package dev.waypost.deploy.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.deploy.setting.NodeSettings.MailboxLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MailboxTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final String MAIL =
      """
      From: Acme <news@acme.example>
      To: ann@example.com
      Subject: =?UTF-8?Q?P=C3=A9cs_<b>news</b>?=
      MIME-Version: 1.0
      Content-Type: multipart/alternative; boundary=b

      --b
      Content-Type: text/plain; charset=utf-8

      Hello <Ann>
      --b
      Content-Type: text/html; charset=utf-8
      Content-Transfer-Encoding: quoted-printable

      <!doctype html><html><head><title>x</title></head><body>P=C3=A9cs<script>1</script></body></html>
      --b--
      """;

  private final Mailbox mailbox = Mailbox.start(new MailboxLimits(0, 0, 3, 1 << 20), () -> NOW);
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    mailbox.close();
  }

  @Test
  void mail_overSmtp_arrives() throws IOException, InterruptedException {
    deliver("ann@example.com");

    assertThat(mailbox.mails().await(1, Duration.ofSeconds(10))).isTrue();
    var mail = mailbox.mails().after(0, 10).getFirst();
    assertThat(mail.number()).isEqualTo(1);
    assertThat(mail.at()).isEqualTo(NOW);
    assertThat(mail.from()).isEqualTo("news@acme.example");
    assertThat(mail.to()).containsExactly("ann@example.com");
    assertThat(mail.subject()).isEqualTo("Pécs <b>news</b>");
    var parts = MailText.parse(mail.raw());
    assertThat(parts.text().orElseThrow()).contains("Hello <Ann>");
    assertThat(parts.html().orElseThrow()).contains("<body>Pécs");
    assertThat(parts.header("from")).containsExactly("Acme <news@acme.example>");
  }

  @Test
  void mails_beyondTheBound_dropTheOldest() throws IOException {
    for (var i = 1; i <= 5; i++) {
      deliver("p" + i + "@example.com");
    }

    var mails = mailbox.mails();
    assertThat(mails.arrived()).isEqualTo(5);
    assertThat(mails.dropped()).isEqualTo(2);
    assertThat(mails.get(2)).isEmpty();
    assertThat(mails.after(0, 10)).extracting(ArrivedMail::number).containsExactly(3L, 4L, 5L);
    assertThat(mails.after(3, 10)).extracting(ArrivedMail::number).containsExactly(4L, 5L);
    assertThat(mails.after(3, 1)).extracting(ArrivedMail::number).containsExactly(4L);
    assertThat(mails.after(5, 10)).isEmpty();
    assertThat(mails.search("P4@", 0, 10)).extracting(ArrivedMail::number).containsExactly(4L);
    assertThat(mails.search("", 1, 1)).extracting(ArrivedMail::number).containsExactly(4L);
  }

  @Test
  void list_searched_showsEscapedMatches() throws IOException, InterruptedException {
    deliver("ann@example.com");
    deliver("bob@example.com");

    var page = get("?q=ann%40");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("ann@example.com", "Pécs &lt;b&gt;news&lt;/b&gt;", "href=\"/mail/1\"")
        .doesNotContain("bob@example.com", "<b>news", "<script");
    assertThat(get("?q=%22%3E%3Cscript%3E").body())
        .contains("value=\"&quot;&gt;&lt;script&gt;\"")
        .doesNotContain("<script");
    assertThat(policy(page))
        .startsWith("default-src 'none'; style-src 'sha256-")
        .contains("form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'")
        .doesNotContain("script-src", "unsafe-inline");
  }

  @Test
  void mailPage_hasASandboxAroundTheHtml() throws IOException, InterruptedException {
    deliver("ann@example.com");

    var page = get("mail/1");

    assertThat(page.body())
        .contains("<iframe", "src=\"/mail/1/html\"", "Pécs &lt;b&gt;news&lt;/b&gt;</h1>")
        .contains("Acme &lt;news@acme.example&gt;", "ann@example.com")
        .contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\"")
        .doesNotContain("<script");
  }

  @Test
  void mailHtml_isSandboxedByItsOwnPolicy() throws IOException, InterruptedException {
    deliver("ann@example.com");

    var html = get("mail/1/html");

    assertThat(html.body())
        .startsWith("<!doctype html><html><head><base target=\"_blank\">")
        .contains("Pécs");
    assertThat(policy(html))
        .startsWith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';")
        .contains("img-src data:;", "form-action 'none'")
        .doesNotContain("allow-scripts", "allow-same-origin");
    assertThat(html.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(html.headers().firstValue("Referrer-Policy")).contains("no-referrer");
  }

  @Test
  void mailHtml_linksAndHints_openOutsideAndFetchNothing() {
    var shown =
        MailHtml.shown(
            "<HEAD lang=en><link rel=preconnect href=//a.example><LINK/rel=x></head><header>"
                + "<a target='_self' href=x>$1</a><a href=y target=_top class=c>2</a>"
                + "<p data-target='_self'>target=_self, <linked></p>");

    assertThat(shown)
        .isEqualTo(
            "<HEAD lang=en><base target=\"_blank\"><basefont rel=preconnect href=//a.example>"
                + "<basefont/rel=x></head><header>"
                + "<a target=\"_blank\" href=x>$1</a><a href=y target=\"_blank\" class=c>2</a>"
                + "<p data-target='_self'>target=_self, <linked></p>");
    assertThat(MailHtml.shown("<header>x</header>"))
        .isEqualTo("<base target=\"_blank\"><header>x</header>");
  }

  @Test
  void mailHtml_hostileAndLong_takesTimeInProportion() {
    for (var part :
        new String[] {"<a ", "<head ", "<a target", "<a target = '", "<link ", " target"}) {
      var hostile = part.repeat((4 << 20) / part.length());

      assertTimeoutPreemptively(Duration.ofSeconds(10), () -> MailHtml.shown(hostile), part);
    }
    for (var part : new String[] {"http://", "https://.", "http://x ", ".http://x"}) {
      var hostile = part.repeat((256 << 10) / part.length());

      assertTimeoutPreemptively(Duration.ofSeconds(10), () -> Html.linked(hostile), part);
    }
  }

  @Test
  void textView_showsTheTextWithLinks() throws IOException, InterruptedException {
    deliver("ann@example.com", MAIL.replace("Hello <Ann>", "Hello <Ann>, see http://x.test/?a&b."));

    var page = get("mail/1/text");

    assertThat(page.body())
        .contains(
            "<pre dir=\"auto\">Hello &lt;Ann&gt;, see <a href=\"http://x.test/?a&amp;b\""
                + " target=\"_blank\" rel=\"noreferrer\">http://x.test/?a&amp;b</a>.")
        .contains("aria-current=\"page\">Text</a>")
        .doesNotContain("<iframe");
  }

  @Test
  void sourceView_showsTheBytesAndOnlyTheBeginningOfManyOfThem()
      throws IOException, InterruptedException {
    deliver("ann@example.com");
    deliver("bob@example.com", MAIL + "\n" + "more of it\n".repeat(30_000) + "the very end\n");

    assertThat(get("mail/1/source").body())
        .contains("Subject: =?UTF-8?Q?P=C3=A9cs_&lt;b&gt;news&lt;/b&gt;?=", "&lt;script&gt;1")
        .doesNotContain("<script", "Only its beginning");
    assertThat(get("mail/2/source").body())
        .contains("more of it", "Only its beginning is shown")
        .doesNotContain("the very end");
  }

  @Test
  void mailPage_ofAMailWithoutHtml_showsItsText() throws IOException, InterruptedException {
    deliver("ann@example.com", "Subject: plain\n\nJust words\n");
    deliver("bob@example.com", "Content-Type: image/png\n\nxx\n");

    assertThat(get("mail/1").body()).contains("Just words").doesNotContain("<iframe", "/mail/1\"");
    assertThat(get("mail/2").body()).contains("(no subject)", "no part that can be shown");
  }

  @Test
  void pages_askedForInHungarian_areHungarian() throws IOException, InterruptedException {
    deliver("ann@example.com");
    for (var path : new String[] {"", "mail/1", "mail/9", "nowhere", "?q=nobody"}) {
      var request =
          HttpRequest.newBuilder(URI.create(mailbox.page() + path))
              .header("Accept-Language", "hu-HU,en;q=0.5")
              .build();
      var page = http.send(request, HttpResponse.BodyHandlers.ofString());

      assertThat(page.body())
          .contains("<html lang=\"hu\">")
          .containsAnyOf("Postafiók", "Az összes levél")
          .doesNotContain("Mailbox", "All mails", "{n}");
      assertThat(page.headers().firstValue("Content-Language")).contains("hu");
    }
  }

  @Test
  void raw_isADownloadOfTheSameBytes() throws IOException, InterruptedException {
    deliver("ann@example.com");

    var raw = get("mail/1/raw");

    assertThat(raw.headers().firstValue("Content-Type")).contains("message/rfc822");
    assertThat(raw.headers().firstValue("Content-Disposition").orElseThrow())
        .startsWith("attachment");
    assertThat(raw.body()).isEqualTo(MAIL.replace("\n", "\r\n"));
  }

  @Test
  void pages_unknown_are404() throws IOException, InterruptedException {
    assertThat(get("mail/7").statusCode()).isEqualTo(404);
    assertThat(get("other").statusCode()).isEqualTo(404);
  }

  @Test
  void pages_underAForeignName_areRefused() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), mailbox.page().getPort())) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n".getBytes(StandardCharsets.UTF_8));

      assertThat(lines(socket).readLine()).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void pages_otherMethods_are405() throws IOException, InterruptedException {
    var post =
        HttpRequest.newBuilder(mailbox.page()).POST(HttpRequest.BodyPublishers.noBody()).build();

    assertThat(http.send(post, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(405);
  }

  @Test
  void start_onATakenPort_isBusy() {
    var page = new MailboxLimits(mailbox.page().getPort(), 0, 1, 1 << 20);
    var smtp = new MailboxLimits(0, mailbox.relay().port(), 1, 1 << 20);

    for (var limits : new MailboxLimits[] {page, smtp}) {
      assertThatThrownBy(() -> Mailbox.start(limits, () -> NOW))
          .isInstanceOfSatisfying(
              Trouble.class,
              t -> {
                assertThat(t.exit()).isEqualTo(Exit.BUSY);
                assertThat(t.remedy())
                    .containsPattern("waypost\\.mailbox\\.(smtp-)?port ")
                    .contains("--config or WAYPOST_CONFIG");
              });
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(mailbox.page() + path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String policy(HttpResponse<String> response) {
    return response.headers().firstValue("Content-Security-Policy").orElseThrow();
  }

  private void deliver(String to) throws IOException {
    deliver(to, MAIL);
  }

  /** Speaks SMTP as a client would, line by line. */
  private void deliver(String to, String mail) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), mailbox.relay().port())) {
      var in = lines(socket);
      assertThat(in.readLine()).startsWith("220 ");
      say(socket, in, "HELO test.example", "250");
      say(socket, in, "MAIL FROM:<news@acme.example>", "250");
      say(socket, in, "RCPT TO:<" + to + ">", "250");
      say(socket, in, "DATA", "354");
      say(socket, in, mail.replace("\n", "\r\n") + ".", "250");
      say(socket, in, "QUIT", "221");
    }
  }

  private static void say(Socket socket, BufferedReader in, String line, String code)
      throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    assertThat(in.readLine()).startsWith(code);
  }

  private static BufferedReader lines(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }
}
