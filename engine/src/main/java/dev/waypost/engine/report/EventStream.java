package dev.waypost.engine.report;

import dev.waypost.engine.id.SenderId;
import java.util.concurrent.CompletionStage;

/**
 * Everything that happened to a sender's campaigns and recipients, in one total order, the same on
 * every reading. Comes from a view: a little late, never out of order. Never blocks.
 */
public interface EventStream {
  /** Reads a page; fails when the database is away. */
  CompletionStage<EventAnswer> read(SenderId sender, EventQuery query);

  /**
   * Completes when there is something new since the call, or after some seconds. Take it before a
   * reading that finds the end, then wait for it: nothing is missed, and nobody polls.
   */
  CompletionStage<Void> news();
}
