package dev.waypost.persistence.hitlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes segments some time after all of their hits were confirmed, oldest first. The time of the
 * confirmation is kept as the file's time of modification, so that it survives a restart.
 */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final FileHitLog log;
  private final Duration retention;
  private final InstantSource clock;
  private final Set<Segment> stamped = new HashSet<>();

  /** The segments that were confirmed when the process started have been stamped then. */
  Retention(FileHitLog log, Duration retention, InstantSource clock, Confirmed confirmed)
      throws IOException {
    this.log = log;
    this.retention = retention;
    this.clock = clock;
    for (var segment : log.segments()) {
      if (isConfirmed(segment, confirmed)) {
        stamped.add(segment);
      }
    }
  }

  /** To be called before the confirmed position is written down. */
  void stamp(Confirmed confirmed) throws IOException {
    for (var segment : log.segments()) {
      if (!stamped.contains(segment) && isConfirmed(segment, confirmed)) {
        Files.setLastModifiedTime(segment.path(), FileTime.from(clock.instant()));
        stamped.add(segment);
      }
    }
  }

  /** Deletes what is due and read. */
  void sweep(Cursor cursor) throws IOException {
    for (var segment : log.segments()) {
      if (!stamped.contains(segment) || !cursor.hasLeft(segment) || !isDue(segment)) {
        return;
      }
      Files.deleteIfExists(segment.path());
      log.forget(segment);
      stamped.remove(segment);
      LOG.debug("{} has been confirmed for {} and is deleted.", segment.path(), retention);
    }
  }

  private boolean isDue(Segment segment) throws IOException {
    var confirmedAt = Files.getLastModifiedTime(segment.path()).toInstant();
    return !clock.instant().isBefore(confirmedAt.plus(retention));
  }

  private boolean isConfirmed(Segment segment, Confirmed confirmed) throws IOException {
    var following =
        log.segments().stream().filter(s -> Segment.ORDER.compare(s, segment) > 0).findFirst();
    if (following.isEmpty() && segment.log().equals(log.id())) {
      return false;
    }
    var last =
        following.isPresent() && following.get().log().equals(segment.log())
            ? following.get().first() - 1
            : segment.lastIn(Files.size(segment.path()));
    return confirmed.covers(segment.log().generation(), last);
  }
}
