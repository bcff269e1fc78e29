package dev.waypost.persistence.store;

import dev.waypost.engine.recipient.Suppression.Reason;

/** Reasons of suppressions as the database has them: only append. */
public final class SuppressionCode {
  private SuppressionCode() {}

  public static int of(Reason reason) {
    return switch (reason) {
      case UNSUBSCRIBED -> 1;
      case BOUNCED -> 2;
      case COMPLAINED -> 3;
      case MANUAL -> 4;
    };
  }

  public static Reason reason(int code) {
    return switch (code) {
      case 1 -> Reason.UNSUBSCRIBED;
      case 2 -> Reason.BOUNCED;
      case 3 -> Reason.COMPLAINED;
      case 4 -> Reason.MANUAL;
      default -> throw new IllegalStateException("no reason of a suppression has code " + code);
    };
  }
}
