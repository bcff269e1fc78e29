package dev.waypost.persistence.hitlog;

import dev.waypost.engine.link.HitLog.LogId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One file of a log, named {@code edge-generation-firstNumber.hits}: 32 bytes of header, then
 * {@link Slot}s without gaps. The header (8 bytes magic with the version of the format, 4 edge, 8
 * generation, 8 first number, 4 zero) repeats the name, so that a renamed file is noticed.
 *
 * @param first number of the hit in the first slot
 */
record Segment(Path path, LogId log, long first) {
  static final int HEADER_BYTES = 32;

  /** By generation, then by number. */
  static final Comparator<Segment> ORDER =
      Comparator.<Segment>comparingLong(s -> s.log().generation())
          .thenComparingLong(Segment::first);

  private static final byte[] MAGIC = "WPHITS01".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern NAME = Pattern.compile("(\\d{2})-(\\d{10})-(\\d{16})\\.hits");

  static Segment in(Path folder, LogId log, long first) {
    var name =
        String.format(Locale.ROOT, "%02d-%010d-%016d.hits", log.edge(), log.generation(), first);
    return new Segment(folder.resolve(name), log, first);
  }

  /** The segment of that file; empty if the name is not one of a segment. */
  static Optional<Segment> of(Path path) {
    var name = NAME.matcher(path.getFileName().toString());
    if (!name.matches()) {
      return Optional.empty();
    }
    var log = new LogId(Integer.parseInt(name.group(1)), Long.parseLong(name.group(2)));
    return Optional.of(new Segment(path, log, Long.parseLong(name.group(3))));
  }

  ByteBuffer header() {
    var header = ByteBuffer.allocate(HEADER_BYTES);
    header.put(MAGIC).putInt(log.edge()).putLong(log.generation()).putLong(first).putInt(0);
    return header.flip();
  }

  /** Where the hit of that number begins. */
  long offset(long number) {
    return HEADER_BYTES + (number - first) * Slot.BYTES;
  }

  /** The last number that has a whole slot in a file of that size; first - 1 without any. */
  long lastIn(long fileBytes) {
    return first - 1 + Math.max(0, fileBytes - HEADER_BYTES) / Slot.BYTES;
  }
}
