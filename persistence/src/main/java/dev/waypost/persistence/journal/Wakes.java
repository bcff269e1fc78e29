package dev.waypost.persistence.journal;

import dev.waypost.persistence.Gathering;
import dev.waypost.persistence.ReadableDatabase;
import dev.waypost.persistence.Session;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Recoveries on their way to the database: the pasts of all entities that wake while a read is
 * under way come with the next one. Safe for many threads.
 */
final class Wakes {
  /** One recovery. */
  private static final class Wake {
    private final String persistenceId;
    private final CompletableFuture<Past> reply = new CompletableFuture<>();
    private Past past = Past.NONE;

    private Wake(String persistenceId) {
      this.persistenceId = persistenceId;
    }
  }

  private final Map<String, Wake> underWay = new HashMap<>();
  private final Appends appends;
  private final Newcomers newcomers;
  private final Handover handover;
  private final JournalCounters counters;
  private final PastRead read;
  private final Gathering<Wake> gathering;

  Wakes(
      ReadableDatabase database,
      JournalSettings settings,
      Appends appends,
      Newcomers newcomers,
      Handover handover,
      JournalCounters counters) {
    this.appends = appends;
    this.newcomers = newcomers;
    this.handover = handover;
    this.counters = counters;
    this.read =
        new PastRead(
            settings.replayAtOnce(), settings.rowsAtOnce(), settings.wakes().bytesAtOnce());
    this.gathering =
        new Gathering<>(settings.wakes(), wake -> 0, database::read, this::readAll, new Told());
  }

  /**
   * The past of an entity, behind the last write of it that is under way. It is kept for {@link
   * Handover} as well. Fails as overloaded when too many wake, or as the read does.
   */
  CompletionStage<Past> wake(String persistenceId) {
    var writing = appends.underWay(persistenceId);
    if (writing.isPresent()) {
      return writing.get().handle((ok, failure) -> persistenceId).thenCompose(this::gather);
    }
    if (newcomers.take(persistenceId)) {
      counters.add(JournalCounter.NEW_KNOWN, 1);
      handover.put(persistenceId, Past.NONE);
      return CompletableFuture.completedStage(Past.NONE);
    }
    return gather(persistenceId);
  }

  private CompletionStage<Past> gather(String persistenceId) {
    var wake = new Wake(persistenceId);
    synchronized (underWay) {
      underWay.put(persistenceId, wake);
    }
    if (!gathering.offer(wake)) {
      forget(wake);
      counters.add(JournalCounter.WAKES_REFUSED, 1);
      wake.reply.completeExceptionally(new Overloaded("recoveries"));
    }
    return wake.reply;
  }

  /** The entity writes: what was read of it before is not handed over any more. */
  void outdate(String persistenceId) {
    synchronized (underWay) {
      underWay.remove(persistenceId);
      handover.drop(persistenceId);
      newcomers.drop(persistenceId);
    }
  }

  private void forget(Wake wake) {
    synchronized (underWay) {
      underWay.remove(wake.persistenceId, wake);
    }
  }

  /** If it is still the newest of its entity, and nobody has written since. */
  private void handOver(Wake wake) {
    synchronized (underWay) {
      if (underWay.remove(wake.persistenceId, wake)) {
        handover.put(wake.persistenceId, wake.past);
      }
    }
  }

  private void readAll(Session session, List<Wake> wakes) throws SQLException {
    var pasts = read.read(session, wakes.stream().map(wake -> wake.persistenceId).toList());
    for (var i = 0; i < wakes.size(); i++) {
      wakes.get(i).past = pasts.get(i);
    }
  }

  private final class Told implements Gathering.Outcome<Wake> {
    @Override
    public void done(List<Wake> items) {
      counters.add(JournalCounter.WAKE_READS, 1);
      counters.add(JournalCounter.WOKEN, items.size());
      for (var wake : items) {
        handOver(wake);
        wake.reply.complete(wake.past);
      }
    }

    @Override
    public void failed(List<Wake> items, Throwable why) {
      counters.add(JournalCounter.WAKES_FAILED, items.size());
      for (var wake : items) {
        forget(wake);
        wake.reply.completeExceptionally(why);
      }
    }

    @Override
    public void halved() {}
  }
}
