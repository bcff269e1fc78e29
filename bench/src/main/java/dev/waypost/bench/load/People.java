package dev.waypost.bench.load;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Made-up recipients, the same on every run. Rows like those of a shop: some 150 bytes each. */
public final class People {
  private static final List<String> CITIES =
      List.of("Budapest", "Pécs", "Wien", "Graz", "Brno", "Praha", "Kraków", "Zagreb");
  private static final List<String> PLANS = List.of("free", "team", "business");

  private People() {}

  /**
   * Writes them as NDJSON, without personal data of anybody.
   *
   * @param crowd different ones have no id and no address in common
   */
  public static Path write(Path file, String crowd, int count) throws IOException {
    try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (var i = 0; i < count; i++) {
        row(out, crowd, i);
      }
    }
    return file;
  }

  private static void row(BufferedWriter out, String crowd, int i) throws IOException {
    out.write("{\"id\":\"%s-%d\",\"email\":\"".formatted(crowd, i));
    out.write(address(crowd, i));
    out.write("\",\"name\":\"Person %d\",\"data\":{\"city\":\"".formatted(i));
    out.write(CITIES.get(i % CITIES.size()));
    out.write("\",\"plan\":\"");
    out.write(PLANS.get(i % PLANS.size()));
    out.write("\",\"since\":\"20%02d-%02d\"}}\n".formatted(i % 26, i % 12 + 1));
  }

  static String address(String crowd, int i) {
    return "%s.person%d@shop%d.example".formatted(crowd, i, i % 97);
  }
}
