package dev.waypost.persistence.hitlog;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * Counts how often logs were begun in a folder, in a file beside the segments. A number must never
 * come again: recipients take hits of an old number for known ones. Therefore the first one in an
 * empty folder is the time in seconds, so that an edge which has lost its disk does not start over
 * below its former numbers.
 */
final class Generations {
  private Generations() {}

  /** Takes the next number and makes that durable. */
  static long next(Path folder, List<Segment> segments, InstantSource clock) throws IOException {
    var file = folder.resolve("generation");
    var counted = Folder.text(file);
    long last;
    if (counted.isPresent()) {
      last = parse(file, counted.get());
    } else {
      last = Math.max(0, clock.instant().getEpochSecond() - 1);
    }
    for (var segment : segments) {
      last = Math.max(last, segment.log().generation());
    }
    Folder.replace(file, last + 1 + "\n");
    return last + 1;
  }

  private static long parse(Path file, String text) throws IOException {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new IOException(
          file
              + " must hold the number of the last log and does not; write a number into it that is"
              + " larger than any used so far, for example the seconds since 1970",
          e);
    }
  }
}
