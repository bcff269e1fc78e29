package dev.waypost.persistence.view;

import dev.waypost.persistence.Database;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.ReadableDatabase;
import dev.waypost.persistence.WritableDatabase;
import dev.waypost.persistence.codec.EventCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journal and counts, each event once: the figures move in one transaction with the
 * offset, and only from the offset that was read. It may stop, die or run twice at any point. What
 * cannot be read becomes a dead letter, and the rest goes on.
 *
 * <p>Reading and counting happen on a connection that reads, so the writer only adds. One step at a
 * time; nothing blocks but {@link #close}, which waits for no database.
 */
public final class Projection implements Freshness, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Projection.class);

  /** Those who wait for news look again after this time at the latest. */
  private static final Duration BEAT_EVERY = Duration.ofSeconds(5);

  /** How far a step came. */
  private enum Progress {
    MORE,
    AT_END
  }

  /**
   * How a projection does.
   *
   * @param eventsBehind events of the journal that are not counted yet, at most
   * @param behind how long the first of them has been waiting; zero when there is none
   * @param deadLetters events that were left out, in all
   */
  public record Lag(long eventsBehind, Duration behind, long deadLetters, Instant completeUntil) {}

  private static final String NEXT =
      "SELECT at FROM journal WHERE ordering > ? ORDER BY ordering LIMIT 1";

  private final Database database;
  private final ViewSettings settings;
  private final InstantSource clock;
  private final EventCodec codec = new EventCodec();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("waypost-view").factory());
  private final AtomicLong failures = new AtomicLong();
  private final Pulse pulse = new Pulse();
  private final Pulse steps = new Pulse();
  private final StepSize size;
  private final Counting counting;
  private volatile Instant lastBeat = Instant.EPOCH;
  private volatile Instant completeUntil = Instant.EPOCH;
  private volatile boolean isClosed;

  public Projection(Database database, ViewSettings settings, InstantSource clock) {
    this.database = database;
    this.settings = settings;
    this.clock = clock;
    this.size = new StepSize(settings.eventsAtOnce(), settings.eventsAtMost());
    this.counting = new Counting(database, codec, size);
  }

  /** Begins to follow the journal, and empties what a rebuild left behind. Once. */
  public void start() {
    later(Duration.ZERO);
    var unused =
        emptied()
            .exceptionally(
                failure -> {
                  log.warn("tables of a view that is no longer shown stay for now", failure);
                  return null;
                });
  }

  /** Counts everything that was committed before the call. Beside a started one harmless. */
  public CompletionStage<Void> catchUp() {
    var done = new CompletableFuture<Void>();
    catchUp(done);
    return done;
  }

  private void catchUp(CompletableFuture<Void> done) {
    step()
        .whenComplete(
            (progress, failure) -> {
              if (failure != null) {
                done.completeExceptionally(failure);
              } else if (progress == Progress.AT_END) {
                done.complete(null);
              } else {
                catchUp(done);
              }
            });
  }

  /**
   * Counts the journal from its first event. Readers see the former figures, which go on meanwhile,
   * until the new ones have come as far; then all of these at once. Takes twice the space.
   */
  public CompletionStage<Void> rebuild() {
    return rebuilding().run();
  }

  /** The same by a command, beside the node that follows the journal or without one. */
  public static CompletionStage<Void> rebuild(
      WritableDatabase database, ViewSettings settings, InstantSource clock) {
    return new Rebuild(database, settings, clock, new EventCodec()).run();
  }

  /**
   * How far a rebuild has come.
   *
   * @param ordering the last event that is counted
   * @param last the last event of the journal
   */
  public record Rebuilt(long ordering, long last) {}

  /** Empty while there is none, or it has not begun to count. */
  public static CompletionStage<Optional<Rebuilt>> rebuilt(ReadableDatabase database) {
    return database.read(
        session -> {
          var made = Tables.shown(session).other().offset();
          return made.state() == Tables.State.MADE
              ? Query.of(session, "SELECT max(ordering) AS last FROM journal")
                  .first(row -> new Rebuilt(made.ordering(), row.getLong("last")))
              : Optional.empty();
        });
  }

  /** Empties tables that a rebuild has left; completes when there are none. */
  CompletionStage<Void> emptied() {
    return rebuilding().empty();
  }

  private Rebuild rebuilding() {
    return new Rebuild(database, settings, clock, codec);
  }

  public CompletionStage<Lag> lag() {
    return database.read(
        session -> {
          var last =
              Query.of(session, "SELECT max(ordering) FROM journal")
                  .first(row -> row.getLong(1))
                  .orElse(0L);
          var offset = Tables.shown(session).offset();
          var next =
              Query.of(session, NEXT).number(offset.ordering()).first(row -> Query.time(row, "at"));
          return new Lag(
              Math.max(0, last - offset.ordering()),
              next.map(at -> waiting(at, clock.instant())).orElse(Duration.ZERO),
              offset.deadLetters(),
              completeUntil);
        });
  }

  private static Duration waiting(Instant since, Instant now) {
    return since.isBefore(now) ? Duration.between(since, now) : Duration.ZERO;
  }

  /** Completes when the event stream has grown since the call, or after some seconds. */
  public CompletionStage<Void> news() {
    return pulse.next();
  }

  /** Completes when the view has moved on since the call, or after some seconds. */
  public CompletionStage<Void> moves() {
    return steps.next();
  }

  /** How many steps failed; each is tried again. */
  public long failures() {
    return failures.get();
  }

  @Override
  public Instant completeUntil() {
    return completeUntil;
  }

  /** Begins no further step. One that is under way ends by itself or not at all. */
  @Override
  public void close() {
    isClosed = true;
    timer.shutdownNow();
  }

  private CompletionStage<Progress> step() {
    var before = clock.instant();
    return database
        .read(session -> Tables.shown(session).offset().hasCut())
        .thenCompose(
            hasCut ->
                hasCut
                    ? counting.step(Tables::shown, (run, events) -> count(run, events, before))
                    : includeCut());
  }

  /** The view was cleared, and has to begin with what was cut off the journal. */
  private CompletionStage<Progress> includeCut() {
    return database
        .write(Lane.VIEWS, session -> CutFigures.include(Tables.shown(session)))
        .thenApply(included -> Progress.MORE);
  }

  private CompletionStage<Progress> count(JournalRun run, int events, Instant before) {
    if (run.events() == 0) {
      completeUntil = before;
      if (Duration.between(lastBeat, before).abs().compareTo(BEAT_EVERY) >= 0) {
        beat(before);
      }
      return CompletableFuture.completedStage(Progress.AT_END);
    }
    return database
        .write(Lane.VIEWS, session -> FigureTables.apply(new Tables(session, run.edition()), run))
        .thenApply(isCounted -> progress(run, isCounted, events, before));
  }

  private void beat(Instant now) {
    lastBeat = now;
    pulse.beat();
    steps.beat();
  }

  private Progress progress(JournalRun run, boolean isCounted, int events, Instant before) {
    size.done(run.events(), Duration.between(before, clock.instant()));
    if (isCounted) {
      Counting.tell(run);
    }
    if (isCounted && !run.stream().rows().isEmpty()) {
      beat(before);
    } else {
      steps.beat();
    }
    if (isCounted && run.events() < events) {
      completeUntil = before;
      return Progress.AT_END;
    }
    return Progress.MORE;
  }

  private void follow() {
    step()
        .whenComplete(
            (progress, failure) -> {
              if (failure != null) {
                failed(failure);
              } else {
                later(progress == Progress.AT_END ? settings.idle() : Duration.ZERO);
              }
            });
  }

  private void failed(Throwable failure) {
    failures.incrementAndGet();
    if (!isClosed) {
      log.warn("a view could not go on; it tries again in {}", settings.retryAfter(), failure);
      later(settings.retryAfter());
    }
  }

  private void later(Duration delay) {
    if (isClosed) {
      return;
    }
    try {
      var unused = timer.schedule(this::follow, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("closed while a step ended", e);
    }
  }
}
