package dev.waypost.engine.roster;

import dev.waypost.engine.id.Slice;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Who is to be woken when: at most one alarm per campaign or page, written in the transaction of
 * the event that implies it. Never blocks.
 */
public interface Alarms {
  /**
   * Persistence ids of entities that are due in slices {@code from}..{@code to}, earliest first.
   */
  CompletionStage<List<String>> due(Slice from, Slice to, Instant now, int limit);
}
