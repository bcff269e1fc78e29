package dev.waypost.persistence.journal;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Events of one entity that stand or fall together, on their way to the database. */
final class Append {
  /** Rows cost more than their payload. */
  private static final int ROW_BYTES = 100;

  private final String persistenceId;
  private final int slice;
  private final List<NewEvent> events;
  private final long bytes;
  private final CompletableFuture<Boolean> reply = new CompletableFuture<>();

  Append(String persistenceId, int slice, List<NewEvent> events) {
    this.persistenceId = persistenceId;
    this.slice = slice;
    this.events = events;
    var sum = 0L;
    for (var event : events) {
      sum += event.encoded().bytes().length + ROW_BYTES;
    }
    this.bytes = sum;
  }

  String persistenceId() {
    return persistenceId;
  }

  int slice() {
    return slice;
  }

  List<NewEvent> events() {
    return events;
  }

  long bytes() {
    return bytes;
  }

  CompletableFuture<Boolean> reply() {
    return reply;
  }

  /** What the last event that says something says about the alarm. */
  AlarmChange alarm() {
    for (var i = events.size() - 1; i >= 0; i--) {
      var change = events.get(i).alarm();
      if (!(change instanceof AlarmChange.Keep)) {
        return change;
      }
    }
    return AlarmChange.KEEP;
  }
}
