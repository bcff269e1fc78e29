package dev.waypost.bench.load;

import java.util.concurrent.locks.LockSupport;

/**
 * Open-loop load: operation n is due at a time that was fixed before, whatever became of the
 * others. Whoever times an operation from when it was due, and not from when it could begin, leaves
 * nothing out that a slow system made wait.
 */
public final class Timetable {
  private final long beginNanos;
  private final double perSecond;

  private Timetable(long beginNanos, double perSecond) {
    this.beginNanos = beginNanos;
    this.perSecond = perSecond;
  }

  /** The first is due now. */
  public static Timetable of(double perSecond) {
    if (!(perSecond > 0 && perSecond <= 10_000_000)) {
      throw new IllegalArgumentException("a rate is 0..10 million per second, got " + perSecond);
    }
    return new Timetable(System.nanoTime(), perSecond);
  }

  public long dueNanos(long operation) {
    return beginNanos + Math.round(operation * 1e9 / perSecond);
  }

  /** Blocks until it is due; returns at once when that is past. */
  public long await(long operation) {
    var due = dueNanos(operation);
    for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return due;
  }
}
