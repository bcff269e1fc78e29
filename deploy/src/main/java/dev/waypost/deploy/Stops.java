package dev.waypost.deploy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the parts of a node end: the last that was started first, once. A part that does not end in
 * order keeps no other from ending.
 */
final class Stops {
  private static final Logger LOG = LoggerFactory.getLogger(Stops.class);

  private final Deque<Stop> stops = new ArrayDeque<>();
  private final AtomicBoolean run = new AtomicBoolean();

  private record Stop(String part, Ending ending) {}

  /** May block. */
  interface Ending {
    void run() throws Exception;
  }

  void push(String part, Ending ending) {
    stops.push(new Stop(part, ending));
  }

  void run() {
    if (!run.compareAndSet(false, true)) {
      return;
    }
    for (var stop : List.copyOf(stops)) {
      try {
        stop.ending().run();
      } catch (Exception e) {
        LOG.warn("The {} did not stop in order.", stop.part(), e);
      }
    }
  }
}
