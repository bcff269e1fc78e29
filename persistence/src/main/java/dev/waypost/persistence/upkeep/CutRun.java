package dev.waypost.persistence.upkeep;

import dev.waypost.persistence.DatabaseFailure;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.WritableDatabase;
import dev.waypost.persistence.audit.CutTotals;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.upkeep.CutWalk.Rest;
import dev.waypost.persistence.upkeep.CutWalk.Settled;
import dev.waypost.persistence.upkeep.JournalCut.Found;
import dev.waypost.persistence.upkeep.JournalCut.Task;
import dev.waypost.persistence.view.CutFigures;
import dev.waypost.persistence.view.CutFigures.Grip;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One class of events, from the oldest on, step by step. A step looks first, beside all who write;
 * only when something goes is there a transaction that writes, and it looks again at what may have
 * changed. A step that the database gave up is repeated. One step at a time.
 */
final class CutRun {
  private static final Logger log = LoggerFactory.getLogger(CutRun.class);

  /** Somebody who waits for SQLite's writer looks every 100 ms whether it is free. */
  private static final Duration TURN_OF_OTHERS = Duration.ofMillis(150);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** A database that does not come back is not waited for without end. */
  private static final int FAILURES_IN_A_ROW = 10;

  enum Mode {
    LOOK,
    CUT
  }

  private final WritableDatabase database;
  private final Task task;
  private final Mode mode;
  private final CutBounds bounds;
  private final Pauses pauses;
  private final InstantSource clock;
  private final CutSums sums;
  private final CutWalk walk;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  CutRun(
      WritableDatabase database,
      Task task,
      Mode mode,
      CutBounds bounds,
      Pauses pauses,
      InstantSource clock,
      CutSums sums) {
    this.database = database;
    this.task = task;
    this.mode = mode;
    this.bounds = bounds;
    this.pauses = pauses;
    this.clock = clock;
    this.sums = sums;
    this.walk = new CutWalk(bounds.remembered());
  }

  /** Once. */
  CompletionStage<Void> run() {
    step(0);
    return done;
  }

  private void step(int failed) {
    var unused =
        database
            .read(this::find)
            .thenCompose(
                found ->
                    cut(found)
                        .thenApply(
                            written -> {
                              var isWhole = tell(found, written);
                              return next(isWhole && found.isEnd(), written);
                            }))
            .whenComplete(
                (next, failure) -> {
                  if (failure == null) {
                    next.run();
                  } else if (DatabaseFailure.isPassing(failure) && failed < FAILURES_IN_A_ROW) {
                    log.warn("a cut could not go on; it tries again in {}", RETRY_AFTER, failure);
                    pauses.after(RETRY_AFTER).execute(() -> step(failed + 1));
                  } else {
                    done.completeExceptionally(failure);
                  }
                });
  }

  private Runnable next(boolean isEnd, Written written) {
    if (isEnd) {
      return () -> done.complete(null);
    }
    return written.pause().isZero()
        ? () -> step(0)
        : () -> pauses.after(written.pause()).execute(() -> step(0));
  }

  private Found find(Session session) throws SQLException {
    return new JournalCut(session, task, bounds, limits(session, Grip.LOOK)).find(walk);
  }

  private CutFigures.Limits limits(Session session, Grip grip) throws SQLException {
    var limits = CutFigures.limits(session, grip);
    if (mode == Mode.CUT && limits.isRebuilding()) {
      throw new Retention.RebuildUnderWay();
    }
    return limits;
  }

  /**
   * What was written.
   *
   * @param cut of whom something went
   * @param pause for which others shall have their turn
   */
  private record Written(List<CutEntity> cut, Duration pause) {}

  private CompletionStage<Written> cut(Found found) {
    var going = found.met().stream().filter(entity -> entity.gone() > 0).toList();
    return switch (mode) {
      case LOOK -> CompletableFuture.completedStage(new Written(going, Duration.ZERO));
      case CUT ->
          going.isEmpty()
              ? CompletableFuture.completedStage(new Written(going, Duration.ZERO))
              : write(going);
    };
  }

  private CompletionStage<Written> write(List<CutEntity> going) {
    return database
        .write(
            Lane.OTHER,
            session -> {
              var begun = clock.instant();
              return new Locked(write(session, going), begun, session.dialect());
            })
        .thenApply(it -> new Written(it.cut(), pause(it)));
  }

  private record Locked(List<CutEntity> cut, Instant begun, Dialect dialect) {}

  private Duration pause(Locked lock) {
    return switch (lock.dialect()) {
      case POSTGRES -> Duration.ZERO;
      case SQLITE -> {
        var held = Duration.between(lock.begun(), clock.instant());
        yield held.compareTo(TURN_OF_OTHERS) > 0 ? held : TURN_OF_OTHERS;
      }
    };
  }

  /** Two commands cut one after the other, and no rebuild begins before the end of it. */
  private List<CutEntity> write(Session session, List<CutEntity> going) throws SQLException {
    Query.of(session, "UPDATE retention SET events = events").update();
    var upTo = task.of().upTo(limits(session, Grip.HOLD));
    var tables = new CutTables(session, new EventCodec());
    var cut =
        tables.unchanged(going).stream()
            .filter(entity -> entity.last().orElseThrow().ordering() <= upTo)
            .toList();
    if (cut.isEmpty()) {
      return cut;
    }
    var figures = new CutFigures();
    var totals = new CutTotals();
    cut.forEach(entity -> entity.life().count(figures, totals));
    tables.write(cut, task.at());
    figures.write(session);
    totals.write(session);
    return cut;
  }

  /** Remembers what the step found, once it is done; whether the next one begins behind it. */
  private boolean tell(Found found, Written written) {
    Set<CutEntity> cut = new HashSet<>(written.cut());
    var isAllCut = true;
    for (var entity : found.met()) {
      if (entity.gone() > 0 && !cut.contains(entity)) {
        isAllCut = false; // it was changed meanwhile, and is looked at again
        continue;
      }
      sums.add(entity, mode);
      var id = entity.persistenceId();
      if (entity.stay().isPresent()) {
        walk.settle(id, new Settled(entity.upTo(), entity.stay().get()));
      } else if (mode == Mode.LOOK) {
        walk.goOn(id, new Rest(entity.upTo(), entity.life().state(), entity.isCounted()));
      }
    }
    if (isAllCut) {
      sums.add(JournalCut.staying(found.places(), walk));
      walk.stepTo(found.next());
    }
    return isAllCut;
  }
}
