package dev.waypost.engine.send;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;

/**
 * Writes a mail as RFC 5322 and MIME: CRLF line ends, seven bits (but for addresses that need
 * SMTPUTF8), text before html in multipart/alternative. The same arguments give the same bytes. Not
 * dot-stuffed: that is SMTP's.
 */
public final class MimeWriter {
  private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  private MimeWriter() {}

  /**
   * @param date the same on every try
   * @param messageId as of {@link MessageIds}, the same on every try
   */
  public static byte[] write(RenderedMail mail, Instant date, String messageId) {
    var head = new StringBuilder(1024);
    HeaderText.mailbox(head, "From", mail.from());
    mail.replyTo().ifPresent(to -> HeaderText.mailbox(head, "Reply-To", to));
    HeaderText.mailbox(head, "To", mail.to());
    HeaderText.unstructured(head, "Subject", mail.subject());
    HeaderText.structured(head, "Date", date(date));
    HeaderText.structured(head, "Message-ID", messageId);
    for (var header : mail.headers()) {
      HeaderText.structured(head, header.name(), header.value());
    }
    head.append("MIME-Version: 1.0\r\n");

    var text = BodyText.of(mail.text());
    if (mail.html().isEmpty()) {
      return single(head, text);
    }
    return alternative(head, text, BodyText.of(mail.html().get()), messageId);
  }

  static String date(Instant date) {
    var at = ZonedDateTime.ofInstant(date, ZoneOffset.UTC);
    return String.format(
        Locale.ROOT,
        "%s, %02d %s %04d %02d:%02d:%02d +0000",
        DAYS[at.getDayOfWeek().getValue() - 1],
        at.getDayOfMonth(),
        MONTHS[at.getMonthValue() - 1],
        at.getYear(),
        at.getHour(),
        at.getMinute(),
        at.getSecond());
  }

  private static byte[] single(StringBuilder head, BodyText text) {
    var out = new ByteArrayOutputStream(head.length() + text.bytes().length + 256);
    append(out, head.toString());
    part(out, "text/plain", text);
    return out.toByteArray();
  }

  private static byte[] alternative(
      StringBuilder head, BodyText text, BodyText html, String messageId) {
    var boundary = boundary(messageId, text, html);
    head.append("Content-Type: multipart/alternative;\r\n boundary=\"")
        .append(boundary)
        .append("\"\r\n\r\n");
    var size = head.length() + text.bytes().length + html.bytes().length + 512;
    var out = new ByteArrayOutputStream(size);
    append(out, head.toString());
    append(out, "--" + boundary + "\r\n");
    part(out, "text/plain", text);
    append(out, "\r\n--" + boundary + "\r\n");
    part(out, "text/html", html);
    append(out, "\r\n--" + boundary + "--\r\n");
    return out.toByteArray();
  }

  private static void part(ByteArrayOutputStream out, String type, BodyText body) {
    append(
        out,
        "Content-Type: "
            + type
            + "; charset=utf-8\r\nContent-Transfer-Encoding: "
            + body.encoding().text
            + "\r\n\r\n");
    out.writeBytes(body.bytes());
  }

  /** Derived, so that it is the same on each try. */
  private static String boundary(String messageId, BodyText text, BodyText html) {
    for (var round = 0; ; round++) {
      var boundary = "=_" + MessageIds.hash("boundary\0" + round + "\0" + messageId);
      if (isFree(boundary, text) && isFree(boundary, html)) {
        return boundary;
      }
    }
  }

  private static boolean isFree(String boundary, BodyText body) {
    return switch (body.encoding()) {
      // Where every = is followed by a digit, a line end or nothing, =_ cannot stand.
      case QUOTED, BASE64 -> true;
      case PLAIN -> !new String(body.bytes(), StandardCharsets.US_ASCII).contains(boundary);
    };
  }

  /** UTF-8 where an address has it, else ASCII. */
  private static void append(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
