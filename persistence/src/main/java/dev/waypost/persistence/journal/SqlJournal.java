package dev.waypost.persistence.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/** What {@code waypost-journal.class} names: the journal as Pekko calls it. Never blocks. */
public final class SqlJournal extends AsyncWriteJournal {
  private final JournalSetup setup;

  /** As Pekko calls it. */
  public SqlJournal() {
    this.setup = JournalSetup.of(context().system());
  }

  /**
   * All writes of a call are one entity's, so they stand or fall together: a write that went
   * through behind a failed one would leave a gap. What cannot be encoded is rejected, what the
   * database refuses fails the call.
   */
  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
    var persistenceId = writes.iterator().next().persistenceId();
    var events = new ArrayList<NewEvent>();
    var now = setup.now().toEpochMilli();
    try {
      for (var write : writes) {
        for (var event : CollectionConverters.asJava(write.payload())) {
          events.add(setup.encode(event.sequenceNr(), now, event.payload()));
        }
      }
    } catch (IllegalArgumentException e) {
      return Future.successful(rejected(writes, e));
    }
    setup.wakes().outdate(persistenceId);
    return FutureConverters.asScala(
        setup
            .appends()
            .append(persistenceId, events)
            .thenApply(ok -> List.<Optional<Exception>>of()));
  }

  private static Iterable<Optional<Exception>> rejected(
      Iterable<AtomicWrite> writes, Exception why) {
    var rejections = new ArrayList<Optional<Exception>>();
    writes.forEach(write -> rejections.add(Optional.of(why)));
    return rejections;
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    setup.wakes().outdate(persistenceId);
    return FutureConverters.asScala(
        setup.deletes().events(persistenceId, toSequenceNr).thenApply(count -> null));
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    return FutureConverters.asScala(setup.replays().highest(persistenceId));
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId,
      long fromSequenceNr,
      long toSequenceNr,
      long max,
      Consumer<PersistentRepr> replayCallback) {
    return FutureConverters.asScala(
        setup.replays().replay(persistenceId, fromSequenceNr, toSequenceNr, max, replayCallback));
  }
}
