package dev.waypost.engine.send;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What a courier shows of itself. Written by the courier, read by any thread. */
public final class CourierGauges {
  final AtomicInteger underWay = new AtomicInteger();
  final AtomicInteger waiting = new AtomicInteger();
  volatile Optional<String> unavailable = Optional.empty();
  final LongAdder dropped = new LongAdder();

  /** Why there is no connection now; empty while there is. */
  public Optional<String> unavailable() {
    return unavailable;
  }

  /** Attempts that hold a permit. */
  public int underWay() {
    return underWay.get();
  }

  /** Wishes that wait for one. */
  public int waiting() {
    return waiting.get();
  }

  /** Wishes that found no room. */
  public long dropped() {
    return dropped.sum();
  }
}
