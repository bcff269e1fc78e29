package dev.waypost.engine.smtp;

import java.time.Duration;

/**
 * How long to wait for the other side; each more than zero. The defaults are those of RFC 5321
 * section 4.5.3.2: a shorter {@code finalDot} sends mails twice.
 *
 * @param connect for the TCP connection, per address, and for a TLS handshake
 * @param greeting for the first line
 * @param command for the reply to EHLO, AUTH, MAIL and RCPT
 * @param data for the reply to DATA
 * @param block for each 64 KiB of the message to leave
 * @param finalDot for the reply to the final dot
 * @param probe for the reply to RSET before a connection is used again, and to QUIT
 */
public record SmtpTimeouts(
    Duration connect,
    Duration greeting,
    Duration command,
    Duration data,
    Duration block,
    Duration finalDot,
    Duration probe) {
  public static final SmtpTimeouts RFC_5321 =
      new SmtpTimeouts(
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(2),
          Duration.ofMinutes(3),
          Duration.ofMinutes(10),
          Duration.ofSeconds(10));

  public SmtpTimeouts {
    check("connect", connect);
    check("greeting", greeting);
    check("command", command);
    check("data", data);
    check("block", block);
    check("final-dot", finalDot);
    check("probe", probe);
  }

  private static void check(String name, Duration value) {
    if (!(value.toMillis() >= 1 && value.compareTo(Duration.ofHours(1)) <= 0)) {
      throw new IllegalArgumentException(
          "smtp.timeouts." + name + " must be 1 ms to 1 h, got " + value);
    }
  }
}
