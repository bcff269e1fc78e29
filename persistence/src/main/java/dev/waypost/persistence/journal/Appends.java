package dev.waypost.persistence.journal;

import dev.waypost.engine.id.Slice;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.Gathering;
import dev.waypost.persistence.Lane;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Events of many entities on their way to the database, in common transactions. An entity has one
 * write under way at a time, so what it writes keeps its order and leaves no gap. A batch that
 * fails because of one is tried again in halves, so the others stand. Safe for many threads.
 */
final class Appends {
  private final Map<String, Append> underWay = new HashMap<>();
  private final Gathering<Append> gathering;
  private final JournalCounters counters;

  Appends(Database database, JournalSettings settings, JournalCounters counters) {
    this.counters = counters;
    this.gathering =
        new Gathering<>(
            settings.appends(),
            Append::bytes,
            work -> database.write(Lane.JOURNAL, work),
            EventInsert::run,
            new Told());
  }

  /**
   * Appends all these events of the entity, or none. Fails as overloaded when too much waits; with
   * what the database says when a number is taken (another writer was there) or a value cannot be
   * stored; and with a {@link dev.waypost.persistence.DatabaseFailure}, after which they may stand
   * nevertheless. A second write of the entity before the first has ended fails: Pekko sends none,
   * and a recovery waits for {@link #underWay}.
   */
  CompletionStage<Boolean> append(String persistenceId, List<NewEvent> events) {
    var append =
        new Append(
            persistenceId, Slice.ofPersistenceId(persistenceId).value(), List.copyOf(events));
    synchronized (underWay) {
      if (underWay.putIfAbsent(persistenceId, append) != null) {
        counters.add(JournalCounter.APPENDS_FAILED, 1);
        return CompletableFuture.failedStage(
            new IllegalStateException(
                persistenceId + " writes while a former write is under way: two writers"));
      }
    }
    if (!gathering.offer(append)) {
      counters.add(JournalCounter.APPENDS_REFUSED, 1);
      fall(append, new Overloaded("events"));
    }
    return append.reply();
  }

  /** Completes, in whatever way, with the write of the entity that is under way. */
  Optional<CompletionStage<Boolean>> underWay(String persistenceId) {
    synchronized (underWay) {
      return Optional.ofNullable(underWay.get(persistenceId)).map(Append::reply);
    }
  }

  int waiting() {
    return gathering.waiting();
  }

  private void forget(Append append) {
    synchronized (underWay) {
      underWay.remove(append.persistenceId());
    }
  }

  private void fall(Append append, Throwable why) {
    forget(append);
    counters.add(JournalCounter.APPENDS_FAILED, 1);
    append.reply().completeExceptionally(why);
  }

  private final class Told implements Gathering.Outcome<Append> {
    @Override
    public void done(List<Append> items) {
      counters.add(JournalCounter.APPEND_BATCHES, 1);
      for (var append : items) {
        counters.add(JournalCounter.APPENDED, append.events().size());
        forget(append);
        append.reply().complete(true);
      }
    }

    @Override
    public void failed(List<Append> items, Throwable why) {
      items.forEach(append -> fall(append, why));
    }

    @Override
    public void halved() {
      counters.add(JournalCounter.APPENDS_HALVED, 1);
    }
  }
}
