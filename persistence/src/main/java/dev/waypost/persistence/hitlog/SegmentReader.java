package dev.waypost.persistence.hitlog;

import dev.waypost.engine.link.HitIntake.LoggedHit;
import dev.waypost.engine.link.HitLog.LogId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Reads one segment from front to back, while it may still be written. Blocks on the disk; for one
 * thread at a time.
 */
final class SegmentReader implements Closeable {
  private static final int SLOTS = 1024;

  /** What stands next in a segment. */
  sealed interface Step {
    record Read(LoggedHit hit) implements Step {}

    /** A slot whose bytes are not what was written. */
    record Damaged(long number) implements Step {}

    /** Nothing more up to the wanted number. */
    record End() implements Step {}
  }

  private static final Step END = new Step.End();

  private final Segment segment;
  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocate(SLOTS * Slot.BYTES).limit(0);
  private long next;

  private SegmentReader(Segment segment, FileChannel file, long from) {
    this.segment = segment;
    this.file = file;
    this.next = from;
  }

  /** Opens a segment to read from that number on. */
  static SegmentReader open(Segment segment, long from) throws IOException {
    var file = FileChannel.open(segment.path(), StandardOpenOption.READ);
    return new SegmentReader(segment, file, Math.max(from, segment.first()));
  }

  /** One hit by its number; empty if it is not there or damaged. */
  static Optional<LoggedHit> readOne(Segment segment, long number) throws IOException {
    try (var reader = open(segment, number)) {
      return switch (reader.next(number)) {
        case Step.Read(var hit) -> Optional.of(hit);
        case Step.Damaged(var ignored) -> Optional.empty();
        case Step.End() -> Optional.empty();
      };
    }
  }

  Segment segment() {
    return segment;
  }

  /** The number that the next step is about. */
  long nextNumber() {
    return next;
  }

  /** The last number that has a whole slot in the file now. */
  long lastInFile() throws IOException {
    return segment.lastIn(file.size());
  }

  /**
   * The next hit.
   *
   * @param upTo last number that is known to be written; bytes behind it are not even looked at, as
   *     they may still change. A slot missing before it is damage.
   */
  Step next(long upTo) throws IOException {
    if (next > upTo) {
      return END;
    }
    if (buffer.remaining() < Slot.BYTES) {
      fill(upTo);
    }
    var number = next++;
    if (buffer.remaining() < Slot.BYTES) {
      buffer.limit(0);
      return new Step.Damaged(number);
    }
    LogId log = segment.log();
    return Slot.read(buffer, log)
        .filter(hit -> hit.number() == number)
        .<Step>map(Step.Read::new)
        .orElseGet(() -> new Step.Damaged(number));
  }

  private void fill(long upTo) throws IOException {
    buffer.clear().limit((int) Math.min(SLOTS, upTo - next + 1) * Slot.BYTES);
    var at = segment.offset(next);
    while (buffer.hasRemaining()) {
      var count = file.read(buffer, at);
      if (count < 0) {
        break;
      }
      at += count;
    }
    buffer.flip();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
