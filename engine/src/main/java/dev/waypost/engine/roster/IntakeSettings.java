package dev.waypost.engine.roster;

import java.time.Duration;

/**
 * Bounds of an intake.
 *
 * @param pageRowsMax most rows in a page, 1..500
 * @param pageBytesMax largest page in bytes as submitted; one larger row makes a page of its own
 * @param pagesAtOnce how many pages are stored, or sealed, in one transaction
 * @param rowsMax most rows in a batch
 * @param faultsAtOnce how many faults are held before they are stored
 * @param abandonAfter a batch that nobody receives any more is abandoned so long after it began
 * @param keyPatience how long a submission waits for another one under its key to end before it is
 *     refused
 */
public record IntakeSettings(
    int pageRowsMax,
    int pageBytesMax,
    int pagesAtOnce,
    int rowsMax,
    int faultsAtOnce,
    Duration abandonAfter,
    Duration keyPatience) {
  public IntakeSettings {
    if (!(pageRowsMax >= 1 && pageRowsMax <= 500)) {
      throw new IllegalArgumentException("page-rows must be 1..500, got " + pageRowsMax);
    }
    if (!(pagesAtOnce >= 1 && pagesAtOnce <= 100)) {
      throw new IllegalArgumentException("pages-at-once must be 1..100, got " + pagesAtOnce);
    }
    if (!(pageBytesMax >= 1 && rowsMax >= 1 && faultsAtOnce >= 1)) {
      throw new IllegalArgumentException(
          "page-bytes, rows and faults-at-once must be at least 1, got "
              + pageBytesMax
              + ", "
              + rowsMax
              + ", "
              + faultsAtOnce);
    }
    if (!(abandonAfter.isPositive() && !keyPatience.isNegative())) {
      throw new IllegalArgumentException(
          "abandon-after must be more than zero and key-patience not negative, got "
              + abandonAfter
              + ", "
              + keyPatience);
    }
  }
}
