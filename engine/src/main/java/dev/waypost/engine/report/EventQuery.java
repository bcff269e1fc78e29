package dev.waypost.engine.report;

import java.util.Optional;

/**
 * What is wanted of an event stream.
 *
 * @param after continue behind this place; empty: from the earliest event that is kept
 * @param until stop at this place; empty: at the end of what is there now
 * @param campaign of this campaign only
 * @param limit most events in the answer, 1 or more
 */
public record EventQuery(
    Optional<EventOffset> after,
    Optional<EventOffset> until,
    Optional<String> campaign,
    int limit) {
  public EventQuery {
    if (!(limit >= 1)) {
      throw new IllegalArgumentException("limit must be 1 or more, got " + limit);
    }
  }
}
