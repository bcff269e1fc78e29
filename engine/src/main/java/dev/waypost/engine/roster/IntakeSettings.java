package dev.waypost.engine.roster;

/**
 * Bounds of an intake.
 *
 * @param pageRowsMax most rows in a page, 1..500
 * @param pageBytesMax largest page in bytes as submitted; one larger row makes a page of its own
 * @param rowsMax most rows in a batch
 * @param faultsAtOnce how many faults are held before they are stored
 */
public record IntakeSettings(int pageRowsMax, int pageBytesMax, int rowsMax, int faultsAtOnce) {
  public IntakeSettings {
    if (!(pageRowsMax >= 1 && pageRowsMax <= 500)) {
      throw new IllegalArgumentException("page-rows must be 1..500, got " + pageRowsMax);
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
  }
}
