package dev.waypost.persistence.journal;

import static dev.waypost.persistence.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.PostgresServer;
import dev.waypost.persistence.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.Test;

class PostgresJournalEntityTest extends JournalEntityContract {
  private static final int ROUNDS = 12;

  PostgresJournalEntityTest() {
    super(Dialect.POSTGRES);
  }

  /** Writers and readers are cut; entities fail, come back by themselves, and are asked again. */
  @Test
  void entities_whenConnectionsAreCut_comeBackAndRememberWhatWasAcknowledged() throws SQLException {
    var random = new SplittableRandom(17);
    var acknowledged = new HashMap<String, BitSet>();
    try (var test = TestDatabase.open(Dialect.POSTGRES, folder)) {
      var system = JournalContract.systemOn(test.database());
      var entities = entities(system);
      for (var round = 0; round < ROUNDS; round++) {
        var marks = new ArrayList<Mark>();
        for (var i = 0; i < 100; i++) {
          var id = id(random.nextInt(entities.size()));
          var position = random.nextInt(500);
          marks.add(
              new Mark(
                  id,
                  position,
                  ask(system, entities.get(id), to -> new Marker.Mark(position, to), BRIEFLY)));
          if (i == 50 && round % 3 == 0) {
            cut();
          }
        }
        for (var mark : marks) {
          if (await(mark.done().handle((done, failure) -> failure == null))) {
            acknowledged.computeIfAbsent(mark.id(), k -> new BitSet()).set(mark.position());
          }
        }
      }
      TestKit.shutdownActorSystem(system);
    }

    assertThat(acknowledged).isNotEmpty();
    try (var test = TestDatabase.open(Dialect.POSTGRES, folder)) {
      var system = JournalContract.systemOn(test.database());
      entities(system)
          .forEach(
              (id, entity) -> {
                var missing = acknowledged.getOrDefault(id, new BitSet());
                missing.andNot(await(ask(system, entity, Marker.Get::new)));
                assertThat(missing).as(id).isEqualTo(new BitSet());
              });
      TestKit.shutdownActorSystem(system);
    }
  }

  private record Mark(String id, int position, CompletionStage<Done> done) {}

  private void cut() throws SQLException {
    try (var connection = PostgresServer.connect(PostgresServer.of(folder));
        var statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE application_name IN ('waypost-write', 'waypost-read')"
              + " AND datname = current_database()");
    }
  }
}
