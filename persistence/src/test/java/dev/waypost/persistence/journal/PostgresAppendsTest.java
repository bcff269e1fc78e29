package dev.waypost.persistence.journal;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.Stages.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.PostgresServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class PostgresAppendsTest extends AppendsContract {
  PostgresAppendsTest() {
    super(Dialect.POSTGRES);
  }

  /** PostgreSQL takes no NUL in a text. */
  @Test
  void append_ofAValueThatCannotBeStored_failsAlone() {
    var gate = hold(test.database());
    var stages = new ArrayList<CompletionStage<Boolean>>();
    for (var i = 0; i < 40; i++) {
      stages.add(append(i == 17 ? "c|default|\0" : "c|default|e" + i, 1, 1));
    }
    gate.countDown();

    assertThat(failure(stages.remove(17))).isInstanceOf(SQLException.class);
    stages.forEach(stage -> assertThat(await(stage)).isTrue());
  }

  @Test
  void appends_whenConnectionsAreCut_standOrFallWhole() throws SQLException {
    var random = new SplittableRandom(99);
    var written = new HashMap<String, Long>();
    var failures = 0;
    for (var round = 0; round < 20; round++) {
      var stages = new HashMap<String, CompletionStage<Boolean>>();
      var counts = new HashMap<String, Integer>();
      for (var i = 0; i < 100; i++) {
        var id = "c|default|e" + i;
        counts.put(id, 1 + random.nextInt(3));
        stages.put(id, append(id, written.getOrDefault(id, 0L) + 1, counts.get(id)));
        if (i == 50 && round % 3 == 0) {
          cut();
        }
      }
      for (var entry : stages.entrySet()) {
        var id = entry.getKey();
        var before = written.getOrDefault(id, 0L);
        if (isAcknowledged(entry.getValue())) {
          written.put(id, before + counts.get(id));
        } else {
          failures++;
          var now = await(setup.wakes().wake(id)).highest(); // the truth, whatever the answer was
          assertThat(now).isIn(before, before + counts.get(id));
          written.put(id, now);
        }
      }
    }

    assertThat(failures).isPositive();
    written.values().removeIf(last -> last == 0);
    assertThat(numbers()).isEqualTo(expected(written));
  }

  private static boolean isAcknowledged(CompletionStage<Boolean> stage) {
    return await(stage.handle((ok, failure) -> failure == null));
  }

  private void cut() throws SQLException {
    try (var connection = PostgresServer.connect(PostgresServer.of(folder));
        var statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE application_name = 'waypost-write' AND datname = current_database()");
    }
  }
}
