package dev.waypost.persistence.journal;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * What {@code waypost-snapshots.class} names: the snapshots as Pekko calls them. An entity has one,
 * its newest. Never blocks.
 */
public final class SqlSnapshotStore extends SnapshotStore {
  private static final long ANY = Long.MAX_VALUE;

  private final JournalSetup setup;
  private final Executor dispatcher;

  /** As Pekko calls it. */
  public SqlSnapshotStore() {
    this.setup = JournalSetup.of(context().system());
    this.dispatcher = context().dispatcher();
  }

  /** The first question of a recovery, so the answers to the next ones are read with it. */
  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return FutureConverters.asScala(
        setup
            .wakes()
            .wake(persistenceId)
            .thenCompose(past -> selected(persistenceId, past, criteria)));
  }

  private CompletionStage<Optional<SelectedSnapshot>> selected(
      String persistenceId, Past past, SnapshotSelectionCriteria criteria) {
    var snapshot = past.snapshot().filter(s -> isWithin(s, criteria));
    if (snapshot.isEmpty()) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    // its bytes may be many: not on the thread that brings everybody's answers
    return CompletableFuture.supplyAsync(
        () -> snapshot.map(s -> decoded(persistenceId, s)), dispatcher);
  }

  private static boolean isWithin(RawState snapshot, SnapshotSelectionCriteria criteria) {
    return snapshot.seqNr() <= criteria.maxSequenceNr()
        && snapshot.seqNr() >= criteria.minSequenceNr()
        && snapshot.atMillis() <= criteria.maxTimestamp()
        && snapshot.atMillis() >= criteria.minTimestamp();
  }

  private SelectedSnapshot decoded(String persistenceId, RawState snapshot) {
    var metadata = new SnapshotMetadata(persistenceId, snapshot.seqNr(), snapshot.atMillis());
    return SelectedSnapshot.create(metadata, setup.decode(persistenceId, snapshot));
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata of, Object snapshot) {
    return FutureConverters.asScala(
        setup
            .saves()
            .save(of.persistenceId(), of.sequenceNr(), of.timestamp(), setup.encode(snapshot))
            .thenApply(ok -> null));
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata of) {
    return delete(of.persistenceId(), of.sequenceNr(), of.sequenceNr(), ANY);
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    return delete(
        persistenceId, criteria.minSequenceNr(), criteria.maxSequenceNr(), criteria.maxTimestamp());
  }

  private Future<Void> delete(String persistenceId, long minSeqNr, long maxSeqNr, long maxMillis) {
    if (setup.saves().isGone(persistenceId, maxSeqNr)) {
      return Future.successful(null);
    }
    setup.wakes().outdate(persistenceId);
    return FutureConverters.asScala(
        setup
            .deletes()
            .snapshots(persistenceId, minSeqNr, maxSeqNr, maxMillis)
            .thenApply(count -> null));
  }
}
