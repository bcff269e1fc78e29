package dev.waypost.http.api;

import dev.waypost.http.server.Room;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * The streams that are open, within their bound, and what was counted of them. For many threads.
 */
public final class EventCounters {
  private final Map<EventCounter, LongAdder> counts = new EnumMap<>(EventCounter.class);
  private final Room room;

  EventCounters(int openMax) {
    this.room =
        new Room(openMax, "too many event streams are open: close some, or try again later");
    for (var counter : EventCounter.values()) {
      counts.put(counter, new LongAdder());
    }
  }

  public long value(EventCounter counter) {
    return switch (counter) {
      case OPENED, TOLD -> adder(counter).sum();
      case REFUSED -> room.refused();
    };
  }

  public long open() {
    return room.taken();
  }

  void told(int events) {
    adder(EventCounter.TOLD).add(events);
  }

  /** Where each stream takes a place from its request to its end. */
  Room room() {
    return room;
  }

  void opened() {
    adder(EventCounter.OPENED).increment();
  }

  private LongAdder adder(EventCounter counter) {
    var adder = counts.get(counter);
    if (adder == null) {
      throw new IllegalStateException("no counter " + counter);
    }
    return adder;
  }
}
