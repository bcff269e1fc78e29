package dev.waypost.persistence.hitlog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to where all hits are confirmed: everything of earlier generations, and of this one up to the
 * number. Kept in a small file; an old or lost one costs only hits that are handed over again.
 */
record Confirmed(long generation, long number) implements Comparable<Confirmed> {
  static final Confirmed NOTHING = new Confirmed(0, 0);

  private static final Logger LOG = LoggerFactory.getLogger(Confirmed.class);

  boolean covers(long hitGeneration, long hitNumber) {
    return hitGeneration < generation || (hitGeneration == generation && hitNumber <= number);
  }

  Confirmed max(Confirmed other) {
    return compareTo(other) >= 0 ? this : other;
  }

  @Override
  public int compareTo(Confirmed other) {
    var order = Long.compare(generation, other.generation);
    return order != 0 ? order : Long.compare(number, other.number);
  }

  static Confirmed read(Path folder) throws IOException {
    var file = folder.resolve("confirmed");
    var text = Folder.text(file);
    return text.isEmpty() ? NOTHING : parse(file, text.get());
  }

  void write(Path folder) throws IOException {
    Folder.replace(folder.resolve("confirmed"), generation + " " + number + "\n");
  }

  private static Confirmed parse(Path file, String text) {
    var parts = text.strip().split(" ", -1);
    if (parts.length == 2) {
      var generation = number(parts[0]);
      var number = number(parts[1]);
      if (generation.isPresent() && number.isPresent()) {
        return new Confirmed(generation.get(), number.get());
      }
    }
    LOG.warn("{} is damaged; all retained hits count as unconfirmed.", file);
    return NOTHING;
  }

  private static Optional<Long> number(String digits) {
    return digits.matches("\\d{1,18}") ? Optional.of(Long.parseLong(digits)) : Optional.empty();
  }
}
