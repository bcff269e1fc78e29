package dev.waypost.persistence.hitlog;

import dev.waypost.engine.link.HitIntake.LoggedHit;
import dev.waypost.engine.link.HitLog.LogId;
import dev.waypost.engine.link.HitLog.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all that a hit log retains, for the audit. Read-only: a node may be writing the log, and
 * what it appends meanwhile may or may not be seen. Blocks on the disk.
 */
public final class HitLogReader {
  private static final Logger LOG = LoggerFactory.getLogger(HitLogReader.class);

  /** What the log holds at one position. */
  public sealed interface Entry {
    record Logged(LogId log, LoggedHit hit) implements Entry {}

    /** Bytes that are not what was written: this hit cannot be read any more. */
    record Damaged(Position position) implements Entry {}
  }

  private final Path folder;

  public HitLogReader(Path folder) {
    this.folder = folder;
  }

  /**
   * Every hit of every retained generation, in the order of the log. The unfinished end of the
   * newest segment is not reported: it is torn, or being written.
   */
  public void forEach(Consumer<Entry> reader) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    var segments = Folder.segments(folder);
    for (var i = 0; i < segments.size(); i++) {
      try {
        var segment = segments.get(i);
        read(segment, last(segments, i), reader);
      } catch (NoSuchFileException e) {
        LOG.debug("Deleted meanwhile, as its time was up.", e);
      }
    }
  }

  /** The last number that the segment must hold. */
  private static long last(List<Segment> segments, int index) throws IOException {
    var segment = segments.get(index);
    if (index == segments.size() - 1) {
      return TornTail.lastGood(segment);
    }
    var next = segments.get(index + 1);
    return next.log().equals(segment.log())
        ? next.first() - 1
        : segment.lastIn(Files.size(segment.path()));
  }

  private static void read(Segment segment, long last, Consumer<Entry> reader) throws IOException {
    try (var slots = SegmentReader.open(segment, segment.first())) {
      while (slots.nextNumber() <= last) {
        switch (slots.next(last)) {
          case SegmentReader.Step.Read(var hit) ->
              reader.accept(new Entry.Logged(segment.log(), hit));
          case SegmentReader.Step.Damaged(var number) ->
              reader.accept(new Entry.Damaged(new Position(segment.log(), number)));
          case SegmentReader.Step.End() ->
              throw new IllegalStateException("no end before number " + last);
        }
      }
    }
  }
}
