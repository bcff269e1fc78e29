package dev.waypost.persistence.journal;

import static dev.waypost.persistence.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.waypost.engine.roster.Page;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
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
abstract class SnapshotsContract {
  private static final String A = "p|default|AAAAAAAAAAAAAAAA|0";
  private static final long ANY = Long.MAX_VALUE;

  private final Dialect dialect;
  @TempDir Path folder;
  private TestDatabase test;
  private JournalSetup setup;
  private ActorSystem system;
  private ActorRef store;

  SnapshotsContract(Dialect dialect) {
    this.dialect = dialect;
  }

  @BeforeEach
  void start() {
    test = TestDatabase.open(dialect, folder);
    setup = JournalContract.setupOn(test.database());
    system = JournalContract.systemOn(setup);
    store = Persistence.get(system).snapshotStoreFor("waypost-snapshots", ConfigFactory.empty());
    save(10, state(10)).expectMsgClass(SaveSnapshotSuccess.class);
    save(20, state(20)).expectMsgClass(SaveSnapshotSuccess.class);
    // Pekko takes the time when it saves
    var retimed =
        test.database()
            .write(s -> s.prepare("UPDATE snapshot SET at = 1000 + seq_nr").executeUpdate());
    assertThat(await(retimed)).isEqualTo(1);
  }

  @AfterEach
  void stop() {
    TestKit.shutdownActorSystem(system);
    test.close();
  }

  @Test
  void load_withinBounds_bringsTheNewest() {
    assertThat(load(ANY, ANY)).contains(state(20));
    assertThat(load(20, 1020)).contains(state(20));
    assertThat(load(19, ANY)).isEmpty();
    assertThat(load(ANY, 1019)).isEmpty();
  }

  @Test
  void load_ofAnotherEntity_bringsNothing() {
    assertThat(load("p|default|BBBBBBBBBBBBBBBB|0", SnapshotSelectionCriteria.latest())).isEmpty();
  }

  @Test
  void save_ofTheSameNumber_replaces() {
    save(20, state(21)).expectMsgClass(SaveSnapshotSuccess.class);

    assertThat(load(ANY, ANY)).contains(state(21));
  }

  @Test
  void save_ofAnOlderOne_keepsTheNewer() {
    save(15, state(15)).expectMsgClass(SaveSnapshotSuccess.class);

    assertThat(load(ANY, ANY)).contains(state(20));
  }

  @Test
  void save_ofSomethingWithoutBytes_failsAndKeepsTheFormer() {
    var kit = save(40, "no state");

    kit.expectMsgClass(SaveSnapshotFailure.class);
    assertThat(load(ANY, ANY)).contains(state(20));
  }

  @Test
  void save_ofManyAtOnce_sharesTransactionsAndKeepsEachOnes() {
    var kits = new ArrayList<TestKit>();
    for (var n = 0; n < 300; n++) {
      kits.add(save("p|default|BBBBBBBBBBBBBBBB|" + n % 100, 1 + n, state(n)));
    }

    kits.forEach(kit -> kit.expectMsgClass(SaveSnapshotSuccess.class));
    for (var i = 0; i < 100; i++) {
      assertThat(load("p|default|BBBBBBBBBBBBBBBB|" + i, SnapshotSelectionCriteria.latest()))
          .contains(state(200 + i));
    }
    var counters = setup.counters();
    assertThat(counters.value(JournalCounter.SAVED)).isEqualTo(302);
    assertThat(counters.value(JournalCounter.SAVE_BATCHES)).isLessThan(302);
  }

  @Test
  void delete_ofOne_deletesIt() {
    var kit = new TestKit(system);
    store.tell(new SnapshotProtocol.DeleteSnapshot(new SnapshotMetadata(A, 19, 0)), kit.getRef());
    kit.expectMsgClass(DeleteSnapshotSuccess.class);
    assertThat(load(ANY, ANY)).contains(state(20));

    store.tell(new SnapshotProtocol.DeleteSnapshot(new SnapshotMetadata(A, 20, 0)), kit.getRef());
    kit.expectMsgClass(DeleteSnapshotSuccess.class);
    assertThat(load(ANY, ANY)).isEmpty();
  }

  @Test
  void delete_withBounds_deletesWhatIsWithin() {
    delete(19, ANY);
    assertThat(load(ANY, ANY)).contains(state(20));

    delete(ANY, 1019);
    assertThat(load(ANY, ANY)).contains(state(20));

    delete(ANY, ANY);
    assertThat(load(ANY, ANY)).isEmpty();
  }

  private static Page state(int n) {
    var finished = new BitSet();
    finished.set(n);
    return new Page.Closed(finished);
  }

  private TestKit save(int n, Object state) {
    return save(A, n, state);
  }

  private TestKit save(String persistenceId, int n, Object state) {
    var kit = new TestKit(system);
    store.tell(
        new SnapshotProtocol.SaveSnapshot(new SnapshotMetadata(persistenceId, n, 0), state),
        kit.getRef());
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
