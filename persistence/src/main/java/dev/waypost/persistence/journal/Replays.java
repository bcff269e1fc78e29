package dev.waypost.persistence.journal;

import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.RecipientHistory;
import dev.waypost.persistence.codec.EventCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.persistence.PersistentRepr;

/**
 * Brings an entity its events: those that were read when it woke, and behind them list after list,
 * each beginning behind the last event of the one before, until one is not full. Gaps in the
 * numbers end nothing. What is read of a recipient together is one message to it: its actor takes a
 * {@link RecipientHistory} for the events in it.
 */
final class Replays {
  private final EventReads reads;
  private final EventCodec codec;
  private final Wakes wakes;
  private final Handover handover;
  private final JournalCounters counters;
  private final int atOnce;

  Replays(
      EventReads reads,
      EventCodec codec,
      Wakes wakes,
      Handover handover,
      JournalSettings settings,
      JournalCounters counters) {
    this.reads = reads;
    this.codec = codec;
    this.wakes = wakes;
    this.handover = handover;
    this.counters = counters;
    this.atOnce = settings.replayAtOnce();
  }

  /** The entity's highest number. */
  CompletionStage<Long> highest(String persistenceId) {
    var past = handover.highest(persistenceId);
    if (past.isPresent()) {
      return CompletableFuture.completedStage(past.get().highest());
    }
    return wakes.wake(persistenceId).thenApply(Past::highest);
  }

  /**
   * Hands over at most {@code max} events with numbers in {@code from..to}, in order. Fails with
   * {@link dev.waypost.persistence.codec.UnreadableEvent} behind the last one that can be read.
   */
  CompletionStage<Void> replay(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> each) {
    var replay = new Replay(persistenceId, to, each, from, max);
    var past = handover.take(persistenceId).filter(p -> p.serves(from));
    try {
      if (past.isEmpty()) {
        return readOn(replay);
      }
      replay.hand(past.get().events());
      return replay.isOver() || past.get().isWhole()
          ? CompletableFuture.completedStage(null)
          : readOn(replay);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private CompletionStage<Void> readOn(Replay replay) {
    if (replay.isOver()) {
      return CompletableFuture.completedStage(null);
    }
    counters.add(JournalCounter.READ_ALONE, 1);
    return reads
        .events(replay.persistenceId, replay.next, replay.to, atOnce)
        .thenCompose(
            events -> {
              replay.hand(events);
              return events.size() < atOnce
                  ? CompletableFuture.completedStage(null)
                  : readOn(replay);
            });
  }

  /** One replay, and how far it has come. */
  private final class Replay {
    private final String persistenceId;
    private final long to;
    private final Consumer<PersistentRepr> each;
    private long next;
    private long left;

    private Replay(
        String persistenceId, long to, Consumer<PersistentRepr> each, long next, long left) {
      this.persistenceId = persistenceId;
      this.to = to;
      this.each = each;
      this.next = next;
      this.left = left;
    }

    private boolean isOver() {
      return left <= 0 || next > to;
    }

    /** A recipient's events go in one message, as of the last of them. */
    private void hand(List<RawState> events) {
      var history = new ArrayList<RecipientEvent>(events.size());
      var last = Optional.<RawState>empty();
      try {
        for (var event : events) {
          if (event.seqNr() >= next && event.seqNr() <= to && left > 0) {
            var decoded = codec.decode(event.type(), event.payload(), persistenceId, event.seqNr());
            if (decoded instanceof RecipientEvent of) {
              history.add(of);
              last = Optional.of(event);
            } else {
              each.accept(message(decoded, event));
            }
            next = event.seqNr() + 1;
            left--;
          }
        }
      } finally { // behind it there may be one that cannot be read
        last.ifPresent(event -> each.accept(message(new RecipientHistory(history), event)));
      }
    }

    private PersistentRepr message(Object payload, RawState event) {
      return PersistentRepr.apply(
              payload,
              event.seqNr(),
              persistenceId,
              PersistentRepr.Undefined(),
              false,
              null,
              PersistentRepr.Undefined())
          .withTimestamp(event.atMillis());
    }
  }
}
