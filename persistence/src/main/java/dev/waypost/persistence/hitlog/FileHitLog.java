package dev.waypost.persistence.hitlog;

import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.Token;
import dev.waypost.persistence.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hit log as segment files in one folder. Every opening begins a log of its own (a generation),
 * so a number is never given twice, whatever a crash has cut off. The stages of {@link #append}
 * complete on the writer's thread: what hangs on them must be short.
 */
public final class FileHitLog implements HitLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileHitLog.class);
  private static final Hit STOP_SIGN =
      new Hit(
          Instant.EPOCH,
          new Token(
              Token.Kind.OPEN,
              Token.Stage.TEST,
              new LinkTableId(0),
              0,
              new RecipientKey(0, (short) 0),
              0),
          Set.of(),
          0,
          0);

  private final Path folder;
  private final LogId id;
  private final HitLogCounters counters;
  private final CopyOnWriteArrayList<Segment> segments;
  private final HitLogWriter writer;
  private final Thread thread;
  private final FileChannel lock;
  private volatile Optional<Shipper> shipper = Optional.empty();

  private FileHitLog(
      Path folder,
      LogId id,
      HitLogCounters counters,
      CopyOnWriteArrayList<Segment> segments,
      HitLogWriter writer,
      FileChannel lock) {
    this.folder = folder;
    this.id = id;
    this.counters = counters;
    this.segments = segments;
    this.writer = writer;
    this.thread = new Thread(writer, "waypost-hitlog-writer");
    this.lock = lock;
  }

  /**
   * Begins a new generation in that folder, after cutting off what a crash has left half written at
   * the end of the one before. Blocks on the disk.
   *
   * @throws IOException when the folder cannot be written, or another process has it open
   */
  public static FileHitLog open(
      Path folder, HitLogSettings settings, InstantSource clock, HitLogCounters counters)
      throws IOException {
    return open(folder, settings, clock, counters, HitDisk.REAL);
  }

  static FileHitLog open(
      Path folder,
      HitLogSettings settings,
      InstantSource clock,
      HitLogCounters counters,
      HitDisk disk)
      throws IOException {
    OwnerOnly.closedFolder(folder);
    var lock = lock(folder);
    try {
      counters.add(HitLogCounter.TORN_BYTES, TornTail.cut(folder));
      var segments = new CopyOnWriteArrayList<>(Folder.segments(folder));
      segments.forEach(segment -> OwnerOnly.close(segment.path()));
      var id = new LogId(settings.edge(), Generations.next(folder, segments, clock));
      var writer =
          new HitLogWriter(folder, id, settings, disk, clock, counters, segments, STOP_SIGN);
      var log = new FileHitLog(folder, id, counters, segments, writer, lock);
      log.thread.start();
      LOG.info("Hit log {} begins, generation {} of edge {}.", folder, id.generation(), id.edge());
      return log;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    var file =
        OwnerOnly.open(
            folder.resolve("lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    try {
      Optional<FileLock> held = Optional.ofNullable(file.tryLock());
      if (held.isPresent()) {
        return file;
      }
    } catch (OverlappingFileLockException e) {
      LOG.debug("This process has {} open already.", folder, e);
    }
    file.close();
    throw new IOException(
        "the hit log in " + folder + " is in use by another node; give each node its own folder");
  }

  @Override
  public CompletionStage<Position> append(Hit hit) {
    return writer.append(hit);
  }

  @Override
  public CompletionStage<Void> shipped(Position position) {
    return shipper
        .map(s -> s.shipped(position))
        .orElseGet(
            () -> CompletableFuture.failedFuture(new IllegalStateException("nothing ships yet")));
  }

  /** The log that this opening has begun. */
  public LogId id() {
    return id;
  }

  void attach(Shipper attached) {
    shipper = Optional.of(attached);
    writer.onCommitted(attached::wake);
  }

  Path folder() {
    return folder;
  }

  HitLogCounters counters() {
    return counters;
  }

  /** The last number of this generation that may be shipped. */
  long committed() {
    return writer.committed();
  }

  /** All retained segments, this generation's last. */
  List<Segment> segments() {
    return segments;
  }

  void forget(Segment deleted) {
    segments.remove(deleted);
  }

  /** Writes what waits, syncs, and ends. Hits that come later are refused as unlogged. */
  @Override
  public void close() throws IOException {
    try {
      writer.stop();
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the hit log in " + folder + " was closing", e);
    } finally {
      lock.close();
    }
  }
}
