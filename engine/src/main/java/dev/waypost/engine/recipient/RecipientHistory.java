package dev.waypost.engine.recipient;

import java.util.List;

/**
 * Events of one recipient, in their order, as a journal hands them over when it wakes: in one
 * message, because a message for each costs more than what the event says. Never stored.
 */
public record RecipientHistory(List<RecipientEvent> events) {
  public RecipientHistory {
    events = List.copyOf(events);
  }
}
