package dev.waypost.engine.smtp;

import java.time.Duration;

/**
 * How connections are used again.
 *
 * @param mailsMax mails over one connection, 1..10,000; then it is closed with QUIT
 * @param idleKeep how long an idle connection is kept, more than zero
 * @param idleMax idle connections kept, 0..1,000; one more is closed with QUIT
 * @param probeAfter an idle connection older than this answers RSET before it is handed out
 */
public record SmtpReuse(int mailsMax, Duration idleKeep, int idleMax, Duration probeAfter) {
  public static final SmtpReuse DEFAULT =
      new SmtpReuse(100, Duration.ofSeconds(30), 50, Duration.ofSeconds(3));

  public SmtpReuse {
    if (!(mailsMax >= 1 && mailsMax <= 10_000)) {
      throw new IllegalArgumentException("smtp.reuse.mails-max must be 1..10000, got " + mailsMax);
    }
    if (!(idleKeep.isPositive() && idleKeep.compareTo(Duration.ofHours(1)) <= 0)) {
      throw new IllegalArgumentException(
          "smtp.reuse.idle-keep must be more than zero and at most 1 h, got " + idleKeep);
    }
    if (!(idleMax >= 0 && idleMax <= 1_000)) {
      throw new IllegalArgumentException("smtp.reuse.idle-max must be 0..1000, got " + idleMax);
    }
    if (probeAfter.isNegative()) {
      throw new IllegalArgumentException(
          "smtp.reuse.probe-after must not be negative, got " + probeAfter);
    }
  }
}
