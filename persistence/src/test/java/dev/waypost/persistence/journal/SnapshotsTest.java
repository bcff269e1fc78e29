package dev.waypost.persistence.journal;

import static dev.waypost.persistence.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.waypost.engine.roster.Page;
import dev.waypost.persistence.TestDatabase;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.DeleteSnapshotSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.OptionConverters;

/** What Pekko asks of a snapshot store. Snapshot n was taken at event n and at time 1000 + n. */
class SnapshotsTest {
  private static final String A = "p|default|AAAAAAAAAAAAAAAA|0";
  private static final long ANY = Long.MAX_VALUE;

  @TempDir Path folder;
  private TestDatabase test;
  private ActorSystem system;
  private ActorRef store;

  @BeforeEach
  void start() {
    test = TestDatabase.open(folder);
    system = JournalTest.systemOn(test.database());
    store = Persistence.get(system).snapshotStoreFor("jdbc-snapshot-store", ConfigFactory.empty());
    for (var n : new int[] {10, 20, 30}) {
      var kit = save(n, state(n));
      kit.expectMsgClass(SaveSnapshotSuccess.class);
    }
    // Pekko takes the time when it saves
    var retimed =
        test.database()
            .write(s -> s.prepare("UPDATE snapshot SET at = 1000 + seq_nr").executeUpdate());
    assertThat(await(retimed)).isEqualTo(3);
  }

  @AfterEach
  void stop() {
    TestKit.shutdownActorSystem(system);
    test.close();
  }

  @Test
  void load_withinBounds_bringsTheNewest() {
    assertThat(load(ANY, ANY)).contains(state(30));
    assertThat(load(29, ANY)).contains(state(20));
    assertThat(load(ANY, 1020)).contains(state(20));
    assertThat(load(30, 1010)).contains(state(10));
    assertThat(load(9, ANY)).isEmpty();
    assertThat(load(ANY, 1009)).isEmpty();
  }

  @Test
  void load_ofAnotherEntity_bringsNothing() {
    assertThat(load("p|default|BBBBBBBBBBBBBBBB|0", SnapshotSelectionCriteria.latest())).isEmpty();
  }

  @Test
  void save_ofTheSameNumber_replaces() {
    save(30, state(31)).expectMsgClass(SaveSnapshotSuccess.class);

    assertThat(load(ANY, ANY)).contains(state(31));
  }

  @Test
  void save_ofSomethingWithoutBytes_failsAndKeepsTheFormer() {
    save(40, "no state").expectMsgClass(SaveSnapshotFailure.class);

    assertThat(load(ANY, ANY)).contains(state(30));
  }

  @Test
  void delete_ofOne_leavesTheOthers() {
    var kit = new TestKit(system);
    store.tell(new SnapshotProtocol.DeleteSnapshot(new SnapshotMetadata(A, 20, 0)), kit.getRef());
    kit.expectMsgClass(DeleteSnapshotSuccess.class);

    assertThat(load(29, ANY)).contains(state(10));
    assertThat(load(ANY, ANY)).contains(state(30));
  }

  @Test
  void delete_withBounds_deletesWhatIsWithin() {
    delete(20, 1015);
    assertThat(load(19, ANY)).isEmpty();
    assertThat(load(20, ANY)).contains(state(20));

    delete(20, ANY);
    assertThat(load(29, ANY)).isEmpty();

    delete(ANY, 1029);
    assertThat(load(ANY, ANY)).contains(state(30));

    delete(ANY, ANY);
    assertThat(load(ANY, ANY)).isEmpty();
  }

  private static Page state(int n) {
    var finished = new BitSet();
    finished.set(n);
    return new Page.Closed(finished);
  }

  private TestKit save(int n, Object state) {
    var kit = new TestKit(system);
    store.tell(
        new SnapshotProtocol.SaveSnapshot(new SnapshotMetadata(A, n, 0), state), kit.getRef());
    return kit;
  }

  private Optional<Object> load(long maxSeqNr, long maxTime) {
    return load(A, SnapshotSelectionCriteria.create(maxSeqNr, maxTime));
  }

  private Optional<Object> load(String persistenceId, SnapshotSelectionCriteria criteria) {
    var kit = new TestKit(system);
    store.tell(new SnapshotProtocol.LoadSnapshot(persistenceId, criteria, ANY), kit.getRef());
    var result = kit.expectMsgClass(SnapshotProtocol.LoadSnapshotResult.class);
    return OptionConverters.toJava(result.snapshot()).map(s -> s.snapshot());
  }

  private void delete(long maxSeqNr, long maxTime) {
    var kit = new TestKit(system);
    store.tell(
        new SnapshotProtocol.DeleteSnapshots(
            A, SnapshotSelectionCriteria.create(maxSeqNr, maxTime)),
        kit.getRef());
    kit.expectMsgClass(DeleteSnapshotsSuccess.class);
  }
}
