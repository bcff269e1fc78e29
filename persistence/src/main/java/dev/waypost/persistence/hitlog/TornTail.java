package dev.waypost.persistence.hitlog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cuts the end of the newest log behind its last good slot, where a crash may have torn it. */
final class TornTail {
  private static final Logger LOG = LoggerFactory.getLogger(TornTail.class);

  private TornTail() {}

  /** Cuts, syncs, and tells how many bytes went. Damaged slots before a good one stay. */
  static long cut(Path folder) throws IOException {
    var segments = Folder.segments(folder);
    if (segments.isEmpty()) {
      return 0;
    }
    var newest = segments.getLast();
    var bytes = Files.size(newest.path());
    var good = lastGood(newest);
    if (good < newest.first()) {
      Files.delete(newest.path());
      Folder.sync(folder);
      return bytes;
    }
    var excess = bytes - newest.offset(good + 1);
    if (excess > 0) {
      LOG.warn("{} ends in {} torn bytes; they are cut off.", newest.path(), excess);
      try (var file = FileChannel.open(newest.path(), StandardOpenOption.WRITE)) {
        file.truncate(newest.offset(good + 1));
        file.force(true);
      }
    }
    return excess;
  }

  /** The number of the last good slot; less than the first without any. */
  static long lastGood(Segment segment) throws IOException {
    try (var reader = SegmentReader.open(segment, segment.first())) {
      var last = reader.lastInFile();
      var good = segment.first() - 1;
      while (reader.nextNumber() <= last) {
        if (reader.next(last) instanceof SegmentReader.Step.Read(var hit)) {
          good = hit.number();
        }
      }
      return good;
    }
  }
}
