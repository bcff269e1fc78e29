package dev.waypost.persistence.view;

import java.time.Instant;

/** Until when a view is known to include everything, beyond its last event. */
@FunctionalInterface
public interface Freshness {
  /** Nobody knows more than the last event says. */
  Freshness UNKNOWN = () -> Instant.EPOCH;

  Instant completeUntil();
}
