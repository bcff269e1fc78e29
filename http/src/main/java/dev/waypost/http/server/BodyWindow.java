package dev.waypost.http.server;

import java.time.Duration;

/**
 * What a body has brought in the time that we waited for it; time in which we do not read does not
 * count. For one thread.
 */
final class BodyWindow {
  private long waitedNanos;
  private long pulledSince;
  private boolean isPulled;
  private long bytes;

  /** We wait for bytes. */
  void pulled(long now) {
    isPulled = true;
    pulledSince = now;
  }

  void received(int more, long now) {
    waitedNanos += isPulled ? now - pulledSince : 0;
    isPulled = false;
    bytes += more;
  }

  void restart(long now) {
    waitedNanos = 0;
    bytes = 0;
    pulledSince = now;
  }

  boolean isOver(Duration window, long now) {
    return waitedNanos + (isPulled ? now - pulledSince : 0) >= window.toNanos();
  }

  boolean hasBrought(int least) {
    return bytes >= least;
  }
}
