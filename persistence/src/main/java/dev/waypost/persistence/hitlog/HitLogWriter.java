package dev.waypost.persistence.hitlog;

import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog.LogId;
import dev.waypost.engine.link.HitLog.Position;
import dev.waypost.engine.link.HitLog.Unlogged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes a log. It takes all hits that wait, writes them at once and syncs once
 * (group commit); an idle log writes a hit as soon as it comes. After a failed write it cuts off
 * what may stand behind the last good slot, and tries again with the next hits: the log mends
 * itself when the disk does.
 */
final class HitLogWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(HitLogWriter.class);

  /** A hit on its way into the log. */
  static final class Pending extends CompletableFuture<Position> {
    private final Hit hit;

    Pending(Hit hit) {
      this.hit = hit;
    }
  }

  private record Current(Segment segment, HitDisk.SegmentFile file) {}

  private enum Health {
    GOOD,
    /** Bytes of a failed write may stand behind the last good slot. */
    TORN
  }

  private final Path folder;
  private final LogId log;
  private final HitLogSettings settings;
  private final HitDisk disk;
  private final InstantSource clock;
  private final HitLogCounters counters;
  private final CopyOnWriteArrayList<Segment> segments;
  private final BlockingQueue<Pending> queue;
  private final Pending stop;
  private final ByteBuffer buffer;

  private volatile Runnable onCommitted = () -> {};
  private volatile boolean stopped;
  private volatile long committed;

  private Optional<Current> current = Optional.empty();
  private Health health = Health.GOOD;
  private boolean dirty;
  private Instant syncedAt = Instant.EPOCH;
  private long unloggedInRow;

  HitLogWriter(
      Path folder,
      LogId log,
      HitLogSettings settings,
      HitDisk disk,
      InstantSource clock,
      HitLogCounters counters,
      CopyOnWriteArrayList<Segment> segments,
      Hit stopSign) {
    this.folder = folder;
    this.log = log;
    this.settings = settings;
    this.disk = disk;
    this.clock = clock;
    this.counters = counters;
    this.segments = segments;
    this.queue = new ArrayBlockingQueue<>(settings.queue());
    this.stop = new Pending(stopSign);
    this.buffer = ByteBuffer.allocateDirect(settings.batch() * Slot.BYTES);
  }

  /** The last number that is as durable as {@code acks} say; 0 before the first. */
  long committed() {
    return committed;
  }

  /** Called on the writer's thread after each commit; must not block. */
  void onCommitted(Runnable listener) {
    onCommitted = listener;
  }

  /** Takes a hit if there is room. */
  CompletableFuture<Position> append(Hit hit) {
    var pending = new Pending(hit);
    if (!queue.offer(pending)) {
      counters.add(HitLogCounter.UNLOGGED, 1);
      counters.add(HitLogCounter.QUEUE_FULL, 1);
      return CompletableFuture.failedFuture(
          new Unlogged("the queue before the hit log is full, " + settings.queue() + " hits wait"));
    }
    if (stopped) {
      refuseRest();
    }
    return pending;
  }

  /** Lets the writer end after the hits that wait already. */
  void stop() throws InterruptedException {
    queue.put(stop);
  }

  @Override
  public void run() {
    var batch = new ArrayList<Pending>(settings.batch());
    try {
      while (!batch.remove(stop)) {
        commit(batch);
        batch.clear();
        take(batch);
      }
      commit(batch);
    } catch (InterruptedException e) {
      LOG.warn("The hit log's writer was interrupted; hits that wait are answered unlogged.");
    } finally {
      stopped = true;
      batch.forEach(p -> refuse(p, new Unlogged("the hit log's writer has ended")));
      refuseRest();
      closeCurrent();
    }
  }

  /** Waits for hits; returns without any when it is time to sync. */
  private void take(List<Pending> batch) throws InterruptedException {
    var first =
        dirty
            ? Optional.ofNullable(
                queue.poll(settings.syncInterval().toMillis(), TimeUnit.MILLISECONDS))
            : Optional.of(queue.take());
    first.ifPresent(batch::add);
    queue.drainTo(batch, settings.batch() - batch.size());
  }

  private void commit(List<Pending> batch) {
    if (settings.acks() == Acks.NONE) {
      complete(batch, committed);
    }
    try {
      mend();
      if (!batch.isEmpty()) {
        write(batch);
      }
      syncIfDue();
    } catch (IOException e) {
      fail(batch, e);
      return;
    }
    if (batch.isEmpty()) {
      return;
    }
    if (unloggedInRow > 0) {
      LOG.info("The hit log can be written again; {} hits went unlogged.", unloggedInRow);
      unloggedInRow = 0;
    }
    counters.add(HitLogCounter.LOGGED, batch.size());
    var before = committed;
    committed = before + batch.size();
    if (settings.acks() != Acks.NONE) {
      complete(batch, before);
    }
    onCommitted.run();
  }

  private void write(List<Pending> batch) throws IOException {
    var to = segmentFor(batch.size());
    buffer.clear();
    for (var i = 0; i < batch.size(); i++) {
      Slot.write(buffer, log, committed + 1 + i, batch.get(i).hit);
    }
    dirty = true;
    health = Health.TORN;
    to.file().write(buffer.flip(), to.segment().offset(committed + 1));
    if (settings.acks() == Acks.FSYNC) {
      sync(to);
    }
    health = Health.GOOD;
  }

  private void syncIfDue() throws IOException {
    if (dirty
        && current.isPresent()
        && !clock.instant().isBefore(syncedAt.plus(settings.syncInterval()))) {
      sync(current.get());
    }
  }

  private void sync(Current to) throws IOException {
    to.file().sync();
    counters.add(HitLogCounter.SYNCS, 1);
    dirty = false;
    syncedAt = clock.instant();
  }

  private Current segmentFor(int hits) throws IOException {
    if (current.isPresent()) {
      var segment = current.get().segment();
      var end = segment.offset(committed + 1 + hits);
      if (end <= settings.segmentBytes() || segment.first() == committed + 1) {
        return current.get();
      }
      if (dirty) {
        sync(current.get());
      }
      current.get().file().close();
      current = Optional.empty();
    }
    var fresh = create(Segment.in(folder, log, committed + 1));
    current = Optional.of(fresh);
    segments.add(fresh.segment());
    return fresh;
  }

  private Current create(Segment segment) throws IOException {
    var file = disk.open(segment.path());
    try {
      file.write(segment.header(), 0);
      file.sync();
      Folder.sync(folder);
      return new Current(segment, file);
    } catch (IOException e) {
      file.close();
      Files.deleteIfExists(segment.path());
      throw e;
    }
  }

  /** Cuts off what a failed write may have left; fails as long as the disk does. */
  private void mend() throws IOException {
    if (health == Health.GOOD || current.isEmpty()) {
      return;
    }
    var torn = current.get();
    var good = torn.segment().offset(committed + 1);
    var excess = torn.file().size() - good;
    if (excess > 0) {
      torn.file().truncate(good);
      torn.file().sync();
      counters.add(HitLogCounter.TORN_BYTES, excess);
    }
    health = Health.GOOD;
  }

  private void fail(List<Pending> batch, IOException cause) {
    if (unloggedInRow == 0) {
      LOG.error(
          "The hit log cannot be written; people are redirected all the same, their hits are lost"
              + " and counted. Make room or mend the disk: {}",
          folder,
          cause);
    }
    unloggedInRow += batch.size();
    for (var pending : batch) {
      refuse(pending, new Unlogged("the hit log cannot be written", cause));
    }
    health = Health.TORN;
    try {
      mend();
    } catch (IOException again) {
      LOG.debug("Not mended yet.", again);
    }
  }

  private void refuseRest() {
    var unwritten = new Unlogged("the hit log is closed");
    for (var next = queue.poll(); next != null; next = queue.poll()) {
      refuse(next, unwritten);
    }
  }

  private void refuse(Pending pending, Unlogged reason) {
    if (pending != stop) {
      counters.add(HitLogCounter.UNLOGGED, 1);
      pending.completeExceptionally(reason);
    }
  }

  private void complete(List<Pending> batch, long after) {
    for (var i = 0; i < batch.size(); i++) {
      batch.get(i).complete(new Position(log, after + 1 + i));
    }
  }

  private void closeCurrent() {
    try {
      if (current.isPresent()) {
        mend();
        if (dirty) {
          sync(current.get());
        }
        current.get().file().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("closing the hit log in " + folder, e);
    }
  }
}
