package dev.waypost.engine.delivery;

import dev.waypost.engine.id.AttemptId;
import dev.waypost.engine.id.Incarnation;

/**
 * What a recipient asks of the courier that sends for it. Signals only: they may be lost, and are
 * repeated by whoever drives the mailing. Never blocks.
 */
public interface Attempts {
  /**
   * Asks for a connection. When there is one, the courier asks back before it says a word about the
   * mail.
   */
  void want(AttemptWish wish);

  /** Takes a wish back; one that has begun is not stopped. */
  void withdraw(AttemptId attempt);

  /**
   * Asks what became of an attempt that began under that incarnation. The courier answers with the
   * outcome; an attempt that it does not know, or one of a dead incarnation, is answered as {@link
   * Outcome.InDoubt}. A live one reports later by itself.
   */
  void inquire(AttemptId attempt, Incarnation incarnation);
}
