package dev.waypost.persistence;

import static dev.waypost.persistence.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryTest {
  /** The fourth row cannot be made. */
  private static final String ROWS =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10)"
          + " SELECT i, CASE i WHEN 4 THEN abs(-9223372036854775807 - 1) END FROM n";

  @TempDir Path folder;

  @Test
  void eachWhile_enough_readsNoFurtherRow() {
    try (var database = TestDatabase.open(folder)) {
      var seen = new ArrayList<Long>();

      await(
          database
              .database()
              .read(
                  session -> {
                    Query.of(session, ROWS)
                        .eachWhile(
                            row -> {
                              seen.add(row.getLong(1));
                              return row.getLong(1) < 3;
                            });
                    return seen;
                  }));

      assertThat(seen).isEqualTo(List.of(1L, 2L, 3L));
    }
  }

  @Test
  void eachWhile_neverEnough_readsAll() {
    try (var database = TestDatabase.open(folder)) {
      var seen = new ArrayList<Long>();

      await(
          database
              .database()
              .read(
                  session -> {
                    Query.of(session, "SELECT 1 UNION ALL SELECT 2")
                        .eachWhile(row -> seen.add(row.getLong(1)));
                    return seen;
                  }));

      assertThat(seen).isEqualTo(List.of(1L, 2L));
    }
  }
}
