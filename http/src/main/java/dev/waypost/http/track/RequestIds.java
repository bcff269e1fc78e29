package dev.waypost.http.track;

import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names answers: a random beginning per process and a count, so that the hot path draws nothing.
 */
final class RequestIds {
  private static final int BEGINNING = 8;

  private final String beginning = UUID.randomUUID().toString().substring(0, BEGINNING);
  private final AtomicLong count = new AtomicLong();

  /** Unlike all others, with great likelihood over processes and for certain within one. */
  String next() {
    return beginning + HexFormat.of().toHexDigits(count.incrementAndGet(), BEGINNING);
  }
}
