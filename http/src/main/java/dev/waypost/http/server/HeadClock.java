package dev.waypost.http.server;

import java.time.Duration;

/**
 * Since when a connection has been idle or a head has been coming in, and how long that head is. A
 * head is told from the next one by how many requests have begun. For one thread.
 */
final class HeadClock {
  private long since;
  private boolean isInHead;
  private int bytes;
  private int begunBefore;

  /** No head is coming in, from now on. */
  void rest(long now) {
    isInHead = false;
    since = now;
  }

  void begin(int requestsBegun, long now) {
    isInHead = true;
    begunBefore = requestsBegun;
    bytes = 0;
    since = now;
  }

  void received(int more) {
    bytes += more;
  }

  boolean isInHead() {
    return isInHead;
  }

  /** Whether what comes belongs to a head whose beginning we have seen. */
  boolean isGoingOn(int requestsBegun) {
    return isInHead && begunBefore == requestsBegun;
  }

  boolean isLongerThan(int limit) {
    return bytes > limit;
  }

  boolean isOver(Duration limit, long now) {
    return now - since > limit.toNanos();
  }
}
