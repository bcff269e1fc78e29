package dev.waypost.persistence.view;

import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.recipient.MailingState;
import java.util.Optional;

/**
 * What is counted of a campaign. Mailings by state (the waiting ones are the remainder), hits by
 * verdict, attempts by how they ended. applied hits = opens, clicks and test hits of all verdicts +
 * {@link #UNSUBSCRIBES} + {@link #TEST_UNSUBSCRIBES}. Codes stand in the database: only append.
 */
enum Figure {
  ATTEMPTING(1),
  DEFERRED(2),
  DELIVERED(3),
  BOUNCED(4),
  EXPIRED(5),
  SUPPRESSED(6),
  DUPLICATE(7),
  FAILED(8),
  CANCELLED(9),
  IN_DOUBT(10),

  /** Rows of batches that the campaign has taken, with and without a mailing. */
  ACCEPTED(11),

  /** Attempts that ever ended in doubt. */
  IN_DOUBT_TOTAL(20),
  ATTEMPTS_DELIVERED(21),
  ATTEMPTS_DEFERRED(22),
  ATTEMPTS_BOUNCED(23),
  ATTEMPTS_UNTRIED(24),

  OPENS_HUMAN(30),
  OPENS_UNKNOWN(31),
  OPENS_MACHINE(32),
  OPENS_UNIQUE(33),
  CLICKS_HUMAN(34),
  CLICKS_UNKNOWN(35),
  CLICKS_MACHINE(36),
  CLICKS_UNIQUE(37),

  /** Unsubscribe requests, repeated ones too. */
  UNSUBSCRIBES(40),
  /** Mailings that led to an unsubscribe. */
  UNSUBSCRIBED(41),
  COMPLAINED(42),

  /** Hits of test mails: in the sums over all campaigns, and in no campaign's figures. */
  TEST_HITS_HUMAN(50),
  TEST_HITS_UNKNOWN(51),
  TEST_HITS_MACHINE(52),
  TEST_UNSUBSCRIBES(53);

  private final int code;

  Figure(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Figure ofCode(int code) {
    for (var figure : values()) {
      if (figure.code == code) {
        return figure;
      }
    }
    throw new IllegalStateException("no figure has code " + code);
  }

  /** Where mailings of that state are counted; nowhere while they wait. */
  static Optional<Figure> of(MailingState state) {
    return switch (state) {
      case WAITING -> Optional.empty();
      case ATTEMPTING -> Optional.of(ATTEMPTING);
      case DEFERRED -> Optional.of(DEFERRED);
      case DELIVERED -> Optional.of(DELIVERED);
      case BOUNCED -> Optional.of(BOUNCED);
      case EXPIRED -> Optional.of(EXPIRED);
      case SUPPRESSED -> Optional.of(SUPPRESSED);
      case DUPLICATE -> Optional.of(DUPLICATE);
      case FAILED -> Optional.of(FAILED);
      case CANCELLED -> Optional.of(CANCELLED);
      case IN_DOUBT -> Optional.of(IN_DOUBT);
    };
  }

  static Figure opens(Verdict verdict) {
    return switch (verdict) {
      case HUMAN -> OPENS_HUMAN;
      case UNKNOWN -> OPENS_UNKNOWN;
      case MACHINE -> OPENS_MACHINE;
    };
  }

  static Figure testHits(Verdict verdict) {
    return switch (verdict) {
      case HUMAN -> TEST_HITS_HUMAN;
      case UNKNOWN -> TEST_HITS_UNKNOWN;
      case MACHINE -> TEST_HITS_MACHINE;
    };
  }

  static Figure clicks(Verdict verdict) {
    return switch (verdict) {
      case HUMAN -> CLICKS_HUMAN;
      case UNKNOWN -> CLICKS_UNKNOWN;
      case MACHINE -> CLICKS_MACHINE;
    };
  }
}
