package dev.waypost.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What reports looked like when they were agreed on. */
final class Golden {
  private Golden() {}

  static String read(String name) throws IOException {
    try (var in = Objects.requireNonNull(Golden.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
