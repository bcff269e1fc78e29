package dev.waypost.persistence.view;

import dev.waypost.engine.recipient.MailingState;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Where the view knows a row to stand. Rows of pages that never acted have no mailing; a cancel
 * closes them in one stroke. Codes stand in the database: only append.
 */
enum Standing {
  /** Of a page that has not acted yet. */
  UNDRIVEN(0, MailingState.WAITING),
  WAITING(1, MailingState.WAITING),
  ATTEMPTING(2, MailingState.ATTEMPTING),
  DEFERRED(3, MailingState.DEFERRED),
  DELIVERED(4, MailingState.DELIVERED),
  BOUNCED(5, MailingState.BOUNCED),
  EXPIRED(6, MailingState.EXPIRED),
  SUPPRESSED(7, MailingState.SUPPRESSED),
  DUPLICATE(8, MailingState.DUPLICATE),
  FAILED(9, MailingState.FAILED),
  CANCELLED(10, MailingState.CANCELLED),
  IN_DOUBT(11, MailingState.IN_DOUBT),
  /** Of a page that had not acted when its campaign was cancelled. */
  SWEPT(12, MailingState.CANCELLED);

  private final int code;
  private final MailingState state;

  Standing(int code, MailingState state) {
    this.code = code;
    this.state = state;
  }

  int code() {
    return code;
  }

  MailingState state() {
    return state;
  }

  /** Whether rows of a page that stand there may have no mailing. */
  boolean isWithoutMailing() {
    return switch (this) {
      case UNDRIVEN, WAITING, SWEPT -> true;
      case ATTEMPTING,
          DEFERRED,
          DELIVERED,
          BOUNCED,
          EXPIRED,
          SUPPRESSED,
          DUPLICATE,
          FAILED,
          CANCELLED,
          IN_DOUBT ->
          false;
    };
  }

  static Standing ofCode(int code) {
    for (var standing : values()) {
      if (standing.code == code) {
        return standing;
      }
    }
    throw new IllegalStateException("no standing has code " + code);
  }

  /** Where a mailing in that state stands. */
  static Standing of(MailingState state) {
    return switch (state) {
      case WAITING -> WAITING;
      case ATTEMPTING -> ATTEMPTING;
      case DEFERRED -> DEFERRED;
      case DELIVERED -> DELIVERED;
      case BOUNCED -> BOUNCED;
      case EXPIRED -> EXPIRED;
      case SUPPRESSED -> SUPPRESSED;
      case DUPLICATE -> DUPLICATE;
      case FAILED -> FAILED;
      case CANCELLED -> CANCELLED;
      case IN_DOUBT -> IN_DOUBT;
    };
  }

  /** All that people call by one of these names. */
  static List<Standing> of(Collection<MailingState> states) {
    return Arrays.stream(values()).filter(s -> states.contains(s.state)).toList();
  }
}
