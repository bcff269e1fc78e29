package dev.waypost.persistence.view;

import dev.waypost.persistence.Database;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events out of the stream that are older than it keeps them, oldest first, up to the first
 * one that is young. Timelines keep them, and the journal, until it is cut behind the stream. It
 * may die at any point.
 */
public final class StreamRetention {
  private static final Logger log = LoggerFactory.getLogger(StreamRetention.class);

  private static final String OLDEST =
      "SELECT ordering, at FROM journal WHERE ordering > ? AND ordering <= ?"
          + " ORDER BY ordering LIMIT ?";

  private final Database database;
  private final StreamSettings settings;
  private final InstantSource clock;
  private final AtomicLong removed = new AtomicLong();

  public StreamRetention(Database database, StreamSettings settings, InstantSource clock) {
    this.database = database;
    this.settings = settings;
    this.clock = clock;
  }

  /** Sweeps now and then; what fails is tried again the next time. */
  public void start(ScheduledExecutorService timer) {
    var every = settings.sweepEvery().toNanos();
    var unused =
        timer.scheduleWithFixedDelay(this::sweepOrWarn, every, every, TimeUnit.NANOSECONDS);
  }

  private void sweepOrWarn() {
    var unused =
        sweep()
            .exceptionally(
                failure -> {
                  log.warn("old events stay in the stream until the next sweep", failure);
                  return null;
                });
  }

  /** Removes all that is too old now. */
  public CompletionStage<Void> sweep() {
    var before = clock.instant().minus(settings.retention());
    return database
        .read(session -> lastOld(session, before))
        .thenCompose(
            last -> {
              if (last.isEmpty()) {
                return CompletableFuture.completedStage(null);
              }
              return database
                  .write(Lane.VIEWS, session -> StreamTable.cut(session, last.getAsLong()))
                  .thenAccept(removed::addAndGet)
                  .thenCompose(done -> sweep());
            });
  }

  /** Of the next events that the view has seen, the last before the first young one. */
  private OptionalLong lastOld(Session session, Instant before) throws SQLException {
    var last = new Last();
    Query.of(session, OLDEST)
        .number(StreamTable.floor(session))
        .number(Tables.shown(session).offset().ordering())
        .number(settings.sweepAtOnce())
        .eachWhile(row -> last.add(row.getLong("ordering"), Query.time(row, "at"), before));
    return last.ordering;
  }

  private static final class Last {
    private OptionalLong ordering = OptionalLong.empty();

    /** Whether it is old, so that the next one may be. */
    boolean add(long next, Instant at, Instant before) {
      var isOld = at.isBefore(before);
      if (isOld) {
        ordering = OptionalLong.of(next);
      }
      return isOld;
    }
  }

  /** Rows of the stream that were removed since the start. */
  public long removed() {
    return removed.get();
  }
}
