package dev.waypost.persistence.journal;

import java.time.Instant;

/** What an event does to its entity's alarm. */
public sealed interface AlarmChange {
  AlarmChange KEEP = new Keep();
  AlarmChange CLEAR = new Clear();

  /** The alarm stays as it is. */
  record Keep() implements AlarmChange {}

  /** The entity is to be woken then; a former alarm is replaced. */
  record Set(Instant due) implements AlarmChange {}

  /** Nobody needs to wake the entity. */
  record Clear() implements AlarmChange {}
}
