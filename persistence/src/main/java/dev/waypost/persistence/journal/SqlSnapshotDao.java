package dev.waypost.persistence.journal;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.jdbc.config.SnapshotConfig;
import org.apache.pekko.persistence.jdbc.snapshot.dao.SnapshotDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.OptionConverters;
import scala.runtime.BoxedUnit;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/** What {@code jdbc-snapshot-store.dao} names: the plugin's snapshots in our database. */
public final class SqlSnapshotDao implements SnapshotDao {
  private static final long ANY = Long.MAX_VALUE;

  private final Snapshots snapshots;

  /** As the plugin calls it. */
  public SqlSnapshotDao(
      JdbcBackend.JdbcDatabaseDef slick,
      JdbcProfile profile,
      SnapshotConfig config,
      Serialization serialization,
      ExecutionContext context,
      Materializer materializer) {
    this.snapshots = JournalSetup.of(serialization.system()).snapshots();
  }

  @Override
  public Future<BoxedUnit> save(SnapshotMetadata of, Object snapshot) {
    try {
      return Scala.done(
          snapshots.save(of.persistenceId(), of.sequenceNr(), of.timestamp(), snapshot));
    } catch (IllegalArgumentException e) {
      return Scala.done(CompletableFuture.failedStage(e));
    }
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> latestSnapshot(String persistenceId) {
    return newest(persistenceId, ANY, ANY);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxTimestamp(
      String persistenceId, long timestamp) {
    return newest(persistenceId, ANY, timestamp);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNr(
      String persistenceId, long sequenceNr) {
    return newest(persistenceId, sequenceNr, ANY);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNrAndMaxTimestamp(
      String persistenceId, long sequenceNr, long timestamp) {
    return newest(persistenceId, sequenceNr, timestamp);
  }

  @Override
  public Future<BoxedUnit> delete(String persistenceId, long sequenceNr) {
    return Scala.done(snapshots.delete(persistenceId, sequenceNr, sequenceNr, ANY));
  }

  @Override
  public Future<BoxedUnit> deleteAllSnapshots(String persistenceId) {
    return Scala.done(snapshots.delete(persistenceId, 0, ANY, ANY));
  }

  @Override
  public Future<BoxedUnit> deleteUpToMaxSequenceNr(String persistenceId, long maxSequenceNr) {
    return Scala.done(snapshots.delete(persistenceId, 0, maxSequenceNr, ANY));
  }

  @Override
  public Future<BoxedUnit> deleteUpToMaxTimestamp(String persistenceId, long maxTimestamp) {
    return Scala.done(snapshots.delete(persistenceId, 0, ANY, maxTimestamp));
  }

  @Override
  public Future<BoxedUnit> deleteUpToMaxSequenceNrAndMaxTimestamp(
      String persistenceId, long maxSequenceNr, long maxTimestamp) {
    return Scala.done(snapshots.delete(persistenceId, 0, maxSequenceNr, maxTimestamp));
  }

  private Future<Option<Tuple2<SnapshotMetadata, Object>>> newest(
      String persistenceId, long maxSeqNr, long maxMillis) {
    CompletionStage<Optional<Tuple2<SnapshotMetadata, Object>>> found =
        snapshots
            .newest(persistenceId, maxSeqNr, maxMillis)
            .thenApply(
                some ->
                    some.map(
                        s ->
                            new Tuple2<>(
                                new SnapshotMetadata(persistenceId, s.seqNr(), s.atMillis()),
                                s.state())));
    return Scala.future(found.thenApply(OptionConverters::toScala));
  }
}
