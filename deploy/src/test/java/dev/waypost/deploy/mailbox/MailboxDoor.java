package dev.waypost.deploy.mailbox;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Lets system tests, which live in a room of their own, put mails where SMTP would. */
public final class MailboxDoor {
  private MailboxDoor() {}

  /** A mail of nothing but html; the number that it got. */
  public static long put(Mailbox mailbox, String subject, String html) {
    var body = Base64.getMimeEncoder().encodeToString(html.getBytes(StandardCharsets.UTF_8));
    var raw =
        """
        From: news@acme.example\r
        Subject: %s\r
        MIME-Version: 1.0\r
        Content-Type: text/html; charset=utf-8\r
        Content-Transfer-Encoding: base64\r
        \r
        %s
        """
            .formatted(subject, body);
    var bytes = raw.getBytes(StandardCharsets.US_ASCII);
    mailbox.mails().add(Instant.EPOCH, "news@acme.example", List.of("ann@example.com"), bytes);
    return mailbox.mails().arrived();
  }
}
