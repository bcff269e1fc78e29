package dev.waypost.engine.report;

import java.util.List;

/** What a question to the event stream is answered with. */
public sealed interface EventAnswer {
  /**
   * Events in their order.
   *
   * @param next behind all that was looked at, also when the filter left nothing of it
   * @param end where the stream ended when it was read
   * @param isEnd whether {@code next} is that end, or the one that was asked for
   */
  record Page(List<StreamedEvent> events, EventOffset next, EventOffset end, boolean isEnd)
      implements EventAnswer {
    public Page {
      events = List.copyOf(events);
    }
  }

  /** Nobody can say what comes after this offset. */
  record Gone(Reason reason, EventOffset earliest) implements EventAnswer {}

  /** The text is no offset that this sender's stream ever gave. */
  record NotAnOffset() implements EventAnswer {}

  /** Why an offset is of no use any more. */
  enum Reason {
    /** Events behind it have been removed. */
    TOO_OLD,
    /** It lies ahead of all events: the database is an older copy of the one that gave it. */
    AHEAD
  }
}
