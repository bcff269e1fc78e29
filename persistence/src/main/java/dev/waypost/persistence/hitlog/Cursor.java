package dev.waypost.persistence.hitlog;

import dev.waypost.engine.link.HitIntake.LoggedHit;
import dev.waypost.engine.link.HitLog.LogId;
import dev.waypost.engine.link.HitLog.Position;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** Reads a hit log in its order, over all segments and generations, up to what is committed. */
final class Cursor implements Closeable {
  /** What stands next in the log. */
  sealed interface Step {
    record Read(LogId log, LoggedHit hit) implements Step {}

    record Damaged(Position position) implements Step {}

    /** A generation that is not written any more has been read to its end. */
    record EndOfGeneration(LogId log, long lastNumber) implements Step {}

    /** All that is committed has been read. */
    record NothingYet() implements Step {}
  }

  private static final Step NOTHING_YET = new Step.NothingYet();

  private final FileHitLog log;
  private Optional<SegmentReader> reader = Optional.empty();
  private Optional<Segment> left = Optional.empty();

  Cursor(FileHitLog log) {
    this.log = log;
  }

  /** Another cursor at the same place. */
  Cursor copy() throws IOException {
    var copy = new Cursor(log);
    copy.left = left;
    if (reader.isPresent()) {
      var from = reader.get().nextNumber();
      copy.reader = Optional.of(SegmentReader.open(reader.get().segment(), from));
    }
    return copy;
  }

  /** The next step. After {@code EndOfGeneration} it is repeated until {@link #leave}. */
  Step next() throws IOException {
    while (true) {
      if (reader.isEmpty()) {
        var first = following(left);
        if (first.isEmpty()) {
          return NOTHING_YET;
        }
        enter(first.get());
      }
      var slots = reader.orElseThrow();
      var segment = slots.segment();
      var following = following(Optional.of(segment)).filter(s -> s.log().equals(segment.log()));
      var last = last(slots, following);
      switch (slots.next(last)) {
        case SegmentReader.Step.Read(var hit) -> {
          return new Step.Read(segment.log(), hit);
        }
        case SegmentReader.Step.Damaged(var number) -> {
          return new Step.Damaged(new Position(segment.log(), number));
        }
        case SegmentReader.Step.End() -> {
          if (following.isPresent()) {
            enter(following.get());
          } else {
            return isLive(segment) ? NOTHING_YET : new Step.EndOfGeneration(segment.log(), last);
          }
        }
      }
    }
  }

  /** Leaves a generation that has been read to its end. */
  void leave() throws IOException {
    left = reader.map(SegmentReader::segment);
    close();
  }

  /** Whether the hit at that position has been read. */
  boolean hasPassed(Position position) {
    var generation = position.log().generation();
    var at = reader.map(SegmentReader::segment).or(() -> left);
    if (at.isEmpty() || at.get().log().generation() != generation) {
      return at.isPresent() && at.get().log().generation() > generation;
    }
    return reader.isEmpty() || position.number() < reader.get().nextNumber();
  }

  /** Whether nothing of the segment is to be read any more. */
  boolean hasLeft(Segment segment) {
    var at = reader.map(SegmentReader::segment);
    return at.isPresent()
        ? Segment.ORDER.compare(segment, at.get()) < 0
        : left.isPresent() && Segment.ORDER.compare(segment, left.get()) <= 0;
  }

  /** How many hits stand between here and that position. */
  long distance(Position to) throws IOException {
    var distance = 0L;
    for (var segment : log.segments()) {
      if (!hasLeft(segment) && segment.log().generation() <= to.log().generation()) {
        var from = reader.filter(r -> r.segment().equals(segment)).map(SegmentReader::nextNumber);
        var last = segment.lastIn(Files.size(segment.path()));
        if (segment.log().equals(to.log())) {
          last = Math.min(last, to.number());
        }
        distance += Math.max(0, last - from.orElse(segment.first()) + 1);
      }
    }
    return distance;
  }

  private long last(SegmentReader slots, Optional<Segment> following) throws IOException {
    if (following.isPresent()) {
      return following.get().first() - 1;
    }
    return isLive(slots.segment()) ? log.committed() : slots.lastInFile();
  }

  private boolean isLive(Segment segment) {
    return segment.log().equals(log.id());
  }

  private Optional<Segment> following(Optional<Segment> segment) {
    return log.segments().stream()
        .filter(s -> segment.isEmpty() || Segment.ORDER.compare(s, segment.get()) > 0)
        .findFirst();
  }

  private void enter(Segment segment) throws IOException {
    close();
    reader = Optional.of(SegmentReader.open(segment, segment.first()));
  }

  @Override
  public void close() throws IOException {
    if (reader.isPresent()) {
      reader.get().close();
      reader = Optional.empty();
    }
  }
}
