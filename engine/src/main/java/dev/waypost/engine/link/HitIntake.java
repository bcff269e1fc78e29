package dev.waypost.engine.link;

import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.Wire;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Where the shipper hands over hits. At least once: a list may come again, and the recipient knows
 * which of it is new. At most one unconfirmed list per recipient and log may be under way. Never
 * blocks.
 */
public interface HitIntake {
  /**
   * Applies one recipient's hits in the order of the log.
   *
   * @return completes when every hit is journalled and synced, or refused for good; fails when
   *     nobody can say, in which case the same list has to be handed over again
   */
  CompletionStage<Receipt> apply(RecipientKey recipient, HitLog.LogId log, List<LoggedHit> hits);

  /** A hit with its number in the log. */
  record LoggedHit(long number, Hit hit) {}

  /**
   * How many of the list were applied (now or before), and how many were refused: nobody's mailing,
   * unknown table.
   */
  record Receipt(int applied, int refused) implements Wire {}
}
