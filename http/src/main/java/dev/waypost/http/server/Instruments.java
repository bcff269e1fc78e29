package dev.waypost.http.server;

import java.util.HexFormat;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What ports work with.
 *
 * @param counters of one port, or of several together
 * @param random numbers requests; for many threads
 * @param ticker nanoseconds that only grow
 */
public record Instruments(PortCounters counters, RandomGenerator random, LongSupplier ticker) {
  String nextRequestId() {
    return HexFormat.of().toHexDigits(random.nextLong());
  }
}
