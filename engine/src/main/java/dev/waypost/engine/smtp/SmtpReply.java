package dev.waypost.engine.smtp;

import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.SmtpReplyText;
import dev.waypost.engine.id.EmailAddress;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One whole reply as the server gave it, so it may repeat addresses: kept and logged only through
 * {@link #kept}.
 *
 * @param code 200..599
 * @param lines the texts of its lines without codes, at least one
 */
record SmtpReply(int code, List<String> lines) {
  private static final int REDACTED_CHARS_MAX = 1000;
  private static final int TELLING_LOCAL_CHARS_MIN = 3;
  private static final Pattern STATUS = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3})(?:\\s+|$)");

  SmtpReply {
    lines = List.copyOf(lines);
  }

  boolean isPositive() {
    return code / 100 == 2;
  }

  boolean isIntermediate() {
    return code / 100 == 3;
  }

  boolean isPermanent() {
    return code / 100 == 5;
  }

  /** The server ends the connection after this reply (RFC 5321 section 3.8). */
  boolean isGoodbye() {
    return code == 421;
  }

  /** The enhanced status code, or empty. */
  String status() {
    var matcher = STATUS.matcher(lines.get(0));
    return matcher.lookingAt() ? matcher.group(1) : "";
  }

  /** All lines in one, without enhanced codes. */
  String text() {
    return lines.stream()
        .map(
            line -> STATUS.matcher(line).lookingAt() ? STATUS.matcher(line).replaceFirst("") : line)
        .collect(Collectors.joining(" "))
        .strip();
  }

  /** What may be kept of it, when it is about no mail. */
  Reply kept(String host) {
    return new Reply(code, status(), host, SmtpReplyText.redact(shortened(text())));
  }

  /** What may be kept of it: some servers name the mailbox without its domain. */
  Reply kept(String host, EmailAddress about) {
    var text = shortened(text());
    if (about.local().length() >= TELLING_LOCAL_CHARS_MIN) {
      var local =
          Pattern.compile(
              "(?<![\\w@.-])" + Pattern.quote(about.local()) + "(?![\\w@-]|\\.\\w)",
              Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
      text = local.matcher(text).replaceAll("<address>");
    }
    return new Reply(code, status(), host, SmtpReplyText.redact(text));
  }

  /** For people: code and text, redacted. */
  String shown() {
    return code + " " + SmtpReplyText.redact(shortened(text()));
  }

  private static String shortened(String text) {
    if (text.length() <= REDACTED_CHARS_MAX) {
      return text;
    }
    // Cut between words: half an address would not be recognised as one.
    var space = text.lastIndexOf(' ', REDACTED_CHARS_MAX);
    return space < 0 ? "" : text.substring(0, space);
  }
}
