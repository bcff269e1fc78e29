package dev.waypost.persistence.journal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Pasts that were read when a snapshot was asked for, until the same recovery asks for the events.
 * Bounded in number, bytes and time; the oldest go first, and whoever finds nothing reads again. A
 * write of the entity drops what was read before it. Safe for many threads.
 */
final class Handover {
  private record Entry(Past past, long bytes, Instant until) {}

  private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
  private final int entriesMax;
  private final long bytesMax;
  private final Duration life;
  private final InstantSource clock;
  private long bytes;

  Handover(JournalSettings settings, InstantSource clock) {
    this.entriesMax = settings.handovers();
    this.bytesMax = settings.handoverBytes();
    this.life = settings.handoverLife();
    this.clock = clock;
  }

  synchronized void put(String persistenceId, Past past) {
    drop(persistenceId);
    var now = clock.instant();
    var entry = new Entry(past.withoutSnapshotBytes(), past.bytes(), now.plus(life));
    entries.put(persistenceId, entry);
    bytes += entry.bytes();
    while (!entries.isEmpty() && (isTooMuch() || isOver(entries.firstEntry().getValue(), now))) {
      bytes -= entries.pollFirstEntry().getValue().bytes();
    }
  }

  private boolean isTooMuch() {
    return entries.size() > entriesMax || bytes > bytesMax;
  }

  private static boolean isOver(Entry entry, Instant now) {
    return !now.isBefore(entry.until());
  }

  /** What was read for it. Stays, if there are events that will be asked for next. */
  synchronized Optional<Past> highest(String persistenceId) {
    var past = peek(persistenceId);
    if (past.filter(Past::isReplayed).isEmpty()) {
      drop(persistenceId);
    }
    return past;
  }

  synchronized Optional<Past> take(String persistenceId) {
    var past = peek(persistenceId);
    drop(persistenceId);
    return past;
  }

  private Optional<Past> peek(String persistenceId) {
    var entry = entries.get(persistenceId);
    return entry == null || isOver(entry, clock.instant())
        ? Optional.empty()
        : Optional.of(entry.past());
  }

  synchronized void drop(String persistenceId) {
    var gone = entries.remove(persistenceId);
    if (gone != null) {
      bytes -= gone.bytes();
    }
  }

  synchronized int size() {
    return entries.size();
  }
}
