package dev.waypost.persistence.view;

import dev.waypost.engine.report.MailingCounts;
import dev.waypost.persistence.ReadableDatabase;
import java.util.EnumMap;
import java.util.concurrent.CompletionStage;

/**
 * The figures of all campaigns together, for metrics.
 *
 * @param accepted rows of batches that their campaigns have taken; accepted = waiting + all of
 *     mailings
 * @param human clicks and opens by verdict, those of test mails too
 * @param unsubscribes requests, repeated ones and those of test mails too; applied = human +
 *     unknown + machine + unsubscribes
 */
public record Totals(
    long accepted,
    MailingCounts mailings,
    long human,
    long unknown,
    long machine,
    long unsubscribes,
    Attempts attempts) {
  /** Attempts by how they ended. */
  public record Attempts(long delivered, long deferred, long bounced, long inDoubt, long untried) {}

  /** Rows of which nothing has happened yet; the remainder, and never below zero. */
  public long waiting() {
    return Math.max(0, accepted - mailings.sum());
  }

  /** Hits that recipients have taken. */
  public long applied() {
    return human + unknown + machine + unsubscribes;
  }

  /** Adds up the view; takes a while when campaigns are many, so ask every few seconds at most. */
  public static CompletionStage<Totals> read(ReadableDatabase database) {
    return database.read(
        session -> {
          var n = new EnumMap<Figure, Long>(Figure.class);
          Tables.shown(session)
              .query("SELECT figure, sum(n) FROM campaign_count GROUP BY figure")
              .each(row -> n.put(Figure.ofCode(row.getInt(1)), row.getLong(2)));
          return of(n);
        });
  }

  private static Totals of(EnumMap<Figure, Long> n) {
    return new Totals(
        SqlReports.of(n, Figure.ACCEPTED),
        SqlReports.mailings(n),
        SqlReports.of(n, Figure.OPENS_HUMAN)
            + SqlReports.of(n, Figure.CLICKS_HUMAN)
            + SqlReports.of(n, Figure.TEST_HITS_HUMAN),
        SqlReports.of(n, Figure.OPENS_UNKNOWN)
            + SqlReports.of(n, Figure.CLICKS_UNKNOWN)
            + SqlReports.of(n, Figure.TEST_HITS_UNKNOWN),
        SqlReports.of(n, Figure.OPENS_MACHINE)
            + SqlReports.of(n, Figure.CLICKS_MACHINE)
            + SqlReports.of(n, Figure.TEST_HITS_MACHINE),
        SqlReports.of(n, Figure.UNSUBSCRIBES) + SqlReports.of(n, Figure.TEST_UNSUBSCRIBES),
        new Attempts(
            SqlReports.of(n, Figure.ATTEMPTS_DELIVERED),
            SqlReports.of(n, Figure.ATTEMPTS_DEFERRED),
            SqlReports.of(n, Figure.ATTEMPTS_BOUNCED),
            SqlReports.of(n, Figure.IN_DOUBT_TOTAL),
            SqlReports.of(n, Figure.ATTEMPTS_UNTRIED)));
  }
}
