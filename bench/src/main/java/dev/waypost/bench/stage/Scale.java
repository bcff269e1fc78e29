package dev.waypost.bench.stage;

import java.util.OptionalInt;

/**
 * How large a suite is.
 *
 * @param recipients most of one run; each suite has its own default
 */
public record Scale(Pace pace, OptionalInt recipients) {
  /** Figures of the quick pace show that a suite works, and little else. */
  public enum Pace {
    QUICK,
    FULL
  }

  public Scale {
    if (recipients.isPresent() && !(recipients.getAsInt() >= 100)) {
      throw new IllegalArgumentException(
          "a suite needs at least 100 recipients, got " + recipients.getAsInt());
    }
  }

  public boolean isQuick() {
    return pace == Pace.QUICK;
  }

  public int recipients(int quick, int full) {
    return recipients.orElse(isQuick() ? quick : full);
  }

  public int pick(int quick, int full) {
    return isQuick() ? quick : full;
  }
}
