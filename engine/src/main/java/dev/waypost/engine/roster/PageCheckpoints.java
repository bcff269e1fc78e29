package dev.waypost.engine.roster;

import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When a page writes down what it knows of its rows, and what it writes. Each event holds the whole
 * picture. Belongs to one actor.
 */
final class PageCheckpoints {
  private final PageSettings settings;
  private Instant checkpointed = Instant.EPOCH;
  private boolean unsaved;

  PageCheckpoints(PageSettings settings) {
    this.settings = settings;
  }

  /** A recipient's answer changed the picture. */
  void changed() {
    unsaved = true;
  }

  /** What was not written is asked again. */
  void forget() {
    unsaved = false;
  }

  boolean isDue(Instant now) {
    return unsaved && !checkpointed.plus(settings.checkpointEvery()).isAfter(now);
  }

  /** With an alarm, as all that is written while the page drives. */
  PageEvent driven(Instant now) {
    return new PageEvent.Driven(now, now.plus(settings.watchdog()));
  }

  PageEvent checkpoint(PageRun run, Instant now) {
    unsaved = false;
    checkpointed = now;
    return new PageEvent.Checkpointed(
        run.finishedPositions(), run.duePositions(), now, now.plus(settings.watchdog()));
  }

  PageEvent rest(PageRun run, Instant now, Optional<Instant> wakeAt) {
    unsaved = false;
    return new PageEvent.Rested(run.finishedPositions(), run.duePositions(), now, wakeAt);
  }

  /** All that is unfinished is due now; whom a former activation may have asked stays known. */
  PageEvent forgetDue(Page.Phase phase, BitSet finished, Instant now) {
    return switch (phase) {
      case DRIVING -> new PageEvent.Checkpointed(finished, Map.of(), now, now);
      case RESTING -> new PageEvent.Rested(finished, Map.of(), now, Optional.of(now));
    };
  }

  /**
   * A page that stops asks once more after a while: should its campaign be cancelled and the signal
   * to call off what is left be lost with the process, it finds out by itself.
   */
  PageEvent stop(BitSet finished, Map<Integer, Instant> due, Instant now) {
    return new PageEvent.Rested(finished, due, now, Optional.of(now.plus(settings.heldEvery())));
  }

  List<PageEvent> close(PageRun run, Instant now) {
    return List.of(
        new PageEvent.Rested(run.finishedPositions(), Map.of(), now, Optional.empty()),
        new PageEvent.Closed(now));
  }
}
