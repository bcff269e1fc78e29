package dev.waypost.persistence.view;

import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.report.EventOffset;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;

/**
 * A place between two things that the journal tells: the next one to read.
 *
 * <p>As an offset it is 15 bytes in base64url: form (1), ordering (7), index (3), and a check (4)
 * over these and the sender, so that a torn or foreign text is not taken for a place.
 *
 * @param ordering of the event in the journal
 * @param index among the things that this event tells
 */
record StreamPosition(long ordering, int index) implements Comparable<StreamPosition> {
  private static final Comparator<StreamPosition> ORDER =
      Comparator.comparingLong(StreamPosition::ordering).thenComparingInt(StreamPosition::index);

  private static final byte FORM = 1;
  private static final int CHECKED_BYTES = 11;
  private static final int BYTES = 15;
  private static final int TEXT_LENGTH = 20;
  private static final long ORDERING_MAX = (1L << 56) - 1;
  private static final int INDEX_MAX = (1 << 24) - 1;

  StreamPosition {
    if (!(ordering >= 0 && ordering <= ORDERING_MAX && index >= 0 && index <= INDEX_MAX)) {
      throw new IllegalArgumentException("no position: " + ordering + ", " + index);
    }
  }

  /** Behind everything that the event tells. */
  static StreamPosition behind(long ordering) {
    return new StreamPosition(ordering + 1, 0);
  }

  EventOffset print(SenderId sender) {
    var bytes =
        ByteBuffer.allocate(BYTES)
            .putLong((long) FORM << 56 | ordering)
            .put((byte) (index >>> 16))
            .putShort((short) index);
    bytes.put(check(sender, bytes.array()));
    return new EventOffset(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array()));
  }

  /** The inverse of {@link #print}; empty for any other text. */
  static Optional<StreamPosition> parse(SenderId sender, EventOffset offset) {
    if (offset.text().length() != TEXT_LENGTH) {
      return Optional.empty();
    }
    try {
      var bytes = Base64.getUrlDecoder().decode(offset.text());
      var isGenuine =
          bytes[0] == FORM
              && Arrays.equals(check(sender, bytes), 0, 4, bytes, CHECKED_BYTES, BYTES);
      if (!isGenuine) {
        return Optional.empty();
      }
      var from = ByteBuffer.wrap(bytes);
      var ordering = from.getLong() & ORDERING_MAX;
      return Optional.of(
          new StreamPosition(ordering, (from.get() & 0xFF) << 16 | from.getShort() & 0xFFFF));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no base64url
    }
  }

  private static byte[] check(SenderId sender, byte[] bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(sender.value().getBytes(StandardCharsets.US_ASCII));
      digest.update((byte) 0);
      digest.update(bytes, 0, CHECKED_BYTES);
      return Arrays.copyOf(digest.digest(), BYTES - CHECKED_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public int compareTo(StreamPosition other) {
    return ORDER.compare(this, other);
  }
}
