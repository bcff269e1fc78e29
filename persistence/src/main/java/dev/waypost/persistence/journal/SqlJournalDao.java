package dev.waypost.persistence.journal;

import dev.waypost.persistence.journal.JournalWriter.NewEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.journal.dao.JournalDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Failure;
import scala.util.Success;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * What {@code jdbc-journal.dao} names: the plugin's journal on our database. Slick's, which the
 * plugin hands over, is never touched and opens nothing.
 */
public final class SqlJournalDao implements JournalDao {
  private static final int REPLAY_DEFAULT = 500;

  private final JournalReader reader;
  private final JournalWriter writer;

  /** As the plugin calls it. */
  public SqlJournalDao(
      JdbcBackend.JdbcDatabaseDef slick,
      JdbcProfile profile,
      JournalConfig config,
      Serialization serialization,
      ExecutionContext context,
      Materializer materializer) {
    var setup = JournalSetup.of(serialization.system());
    this.reader = setup.reader();
    this.writer = setup.writer();
  }

  /**
   * All writes of a call are one entity's, so they stand or fall together: a write that went
   * through behind a failed one would leave a gap. What cannot be encoded is rejected, what the
   * database refuses fails the call.
   */
  @Override
  public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> writes) {
    var persistenceId = writes.head().persistenceId();
    var events = new ArrayList<NewEvent>();
    try {
      for (var write : CollectionConverters.asJava(writes)) {
        for (var event : CollectionConverters.asJava(write.payload())) {
          events.add(writer.encode(event.sequenceNr(), event.timestamp(), event.payload()));
        }
      }
    } catch (IllegalArgumentException e) {
      return Scala.future(CompletableFuture.completedStage(rejected(writes.size(), e)));
    }
    return Scala.future(writer.append(persistenceId, events).thenApply(count -> allWritten()));
  }

  /** Nothing said is success of all. */
  private static Seq<Try<BoxedUnit>> allWritten() {
    return scalaList(List.of());
  }

  private static Seq<Try<BoxedUnit>> rejected(int writes, Exception why) {
    var rejections = new ArrayList<Try<BoxedUnit>>();
    for (var i = 0; i < writes; i++) {
      rejections.add(new Failure<>(why));
    }
    return scalaList(rejections);
  }

  private static Seq<Try<BoxedUnit>> scalaList(List<Try<BoxedUnit>> list) {
    return CollectionConverters.asScala(list).toList();
  }

  @Override
  public Future<BoxedUnit> delete(String persistenceId, long toSequenceNr) {
    return Scala.done(writer.delete(persistenceId, toSequenceNr));
  }

  @Override
  public Future<Object> highestSequenceNr(String persistenceId, long fromSequenceNr) {
    return Scala.future(reader.highest(persistenceId).thenApply(Object.class::cast));
  }

  @Override
  public org.apache.pekko.stream.scaladsl.Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed>
      messages(String persistenceId, long fromSequenceNr, long toSequenceNr, long max) {
    return replay(persistenceId, fromSequenceNr, toSequenceNr, REPLAY_DEFAULT).take(max).asScala();
  }

  /** Only for recovery, which ends; the views follow the journal by its one order. */
  @Override
  public org.apache.pekko.stream.scaladsl.Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed>
      messagesWithBatch(
          String persistenceId,
          long fromSequenceNr,
          long toSequenceNr,
          int batchSize,
          Option<Tuple2<FiniteDuration, Scheduler>> refreshInterval) {
    if (refreshInterval.isDefined()) {
      throw new UnsupportedOperationException("this journal does not follow one entity live");
    }
    return replay(persistenceId, fromSequenceNr, toSequenceNr, batchSize).asScala();
  }

  /**
   * List after list, each beginning behind the last event of the one before, until one is not full:
   * gaps in the numbers end nothing.
   */
  private Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> replay(
      String persistenceId, long from, long to, int atOnce) {
    return Source.unfoldAsync(
            Optional.of(from), next -> replayNext(persistenceId, next, to, atOnce))
        .mapError(CompletionException.class, Scala::unwrapped)
        .mapConcat(events -> events)
        .map(SqlJournalDao::replayed);
  }

  private CompletionStage<Optional<Pair<Optional<Long>, List<StoredEvent>>>> replayNext(
      String persistenceId, Optional<Long> next, long to, int atOnce) {
    if (next.isEmpty() || next.get() > to) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return reader
        .events(persistenceId, next.get(), to, atOnce)
        .thenApply(
            events -> {
              Optional<Long> then =
                  events.size() < atOnce
                      ? Optional.empty()
                      : Optional.of(events.getLast().seqNr() + 1);
              return Optional.of(Pair.create(then, events));
            });
  }

  private static Try<Tuple2<PersistentRepr, Object>> replayed(StoredEvent event) {
    var message =
        PersistentRepr.apply(
                event.event(),
                event.seqNr(),
                event.persistenceId(),
                PersistentRepr.Undefined(),
                false,
                null,
                PersistentRepr.Undefined())
            .withTimestamp(event.at().toEpochMilli());
    return new Success<>(new Tuple2<>(message, event.ordering()));
  }
}
