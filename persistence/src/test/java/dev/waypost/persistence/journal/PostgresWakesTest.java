package dev.waypost.persistence.journal;

import static dev.waypost.persistence.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.persistence.Dialect;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PostgresWakesTest extends WakesContract {
  private static final int HUGE = 200_000;

  PostgresWakesTest() {
    super(Dialect.POSTGRES);
  }

  /** On an empty table, one that has grown since anybody looked, and one that is known. */
  @Test
  void reads_whateverTheStatistics_goThroughIndexes() {
    assertIndexed();

    await(
        test.database()
            .write(
                session ->
                    session
                        .prepare(
                            "INSERT INTO journal(persistence_id, seq_nr, slice, type, at, payload)"
                                + " SELECT 'c|default|e' || n / 5, n % 5 + 1, 0, 1, 0, 'x'"
                                + " FROM generate_series(0, "
                                + (HUGE - 1)
                                + ") n")
                        .executeUpdate()));
    assertIndexed();

    await(test.database().write(session -> session.prepare("ANALYZE").execute()));
    assertIndexed();
    var ids = IntStream.range(0, 500).mapToObj(i -> "c|default|e" + i * 70).toList();
    var pasts =
        await(
            test.database().read(session -> new PastRead(400, 1_000, 1L << 20).read(session, ids)));
    assertThat(pasts).allSatisfy(past -> assertThat(past.events()).hasSize(5));
  }

  private void assertIndexed() {
    for (var statement :
        List.of(PastRead.HEADS_POSTGRES, PastRead.EVENTS_POSTGRES, PastRead.NONE_POSTGRES)) {
      assertThat(plan(statement))
          .contains("Index")
          .doesNotContain("Seq Scan", "Hash", "Merge", "Sort");
    }
  }

  private String plan(String statement) {
    var ids = IntStream.range(0, 500).mapToObj(i -> "c|default|e" + i).toArray(String[]::new);
    return await(
        test.database()
            .read(
                session -> {
                  var explain = session.prepare("EXPLAIN " + statement);
                  explain.setObject(1, ids);
                  if (statement.equals(PastRead.EVENTS_POSTGRES)) {
                    explain.setObject(2, new long[ids.length]);
                  }
                  var plan = new StringBuilder();
                  try (var row = explain.executeQuery()) {
                    while (row.next()) {
                      plan.append(row.getString(1)).append('\n');
                    }
                  }
                  return plan.toString();
                }));
  }
}
