package dev.waypost.persistence.store;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.store.SampleRows.SENDER;
import static dev.waypost.persistence.store.SampleRows.SPRING;
import static dev.waypost.persistence.store.SampleRows.batch;
import static dev.waypost.persistence.store.SampleRows.page;
import static dev.waypost.persistence.store.SampleRows.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.send.MailRow;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

abstract class RowLookupsContract {
  private static final BatchId BATCH = batch("first");
  private static final int ROWS = 300;

  private final Dialect dialect;

  @TempDir Path folder;
  private TestDatabase database;
  private SqlRows rows;

  RowLookupsContract(Dialect dialect) {
    this.dialect = dialect;
  }

  @BeforeEach
  void open() {
    database = TestDatabase.open(dialect, folder);
    rows = new SqlRows(database.database());
    var batches = new SqlBatches(database.database());
    var now = Instant.parse("2026-03-01T10:00:00Z");
    await(batches.open(BATCH, SPRING, Optional.empty(), new Incarnation(1), now));
    var ids = IntStream.rangeClosed(1, ROWS).mapToObj(i -> "c-" + i).toArray(String[]::new);
    await(batches.addPage(page(BATCH, 0), rows(SPRING, 1, ids)));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Origin line(int line) {
    return new Origin(BATCH, 0, line);
  }

  private void change(String sql) {
    await(database.database().write(session -> Query.of(session, sql).update()));
  }

  @Test
  void find_manyAtOnce_eachGetsItsOwn() {
    var asked = new ArrayList<CompletableFuture<Optional<MailRow>>>();
    for (var line = 1; line <= ROWS; line++) {
      asked.add(rows.find(SENDER, line(line)).toCompletableFuture());
    }

    for (var line = 1; line <= ROWS; line++) {
      var found = await(asked.get(line - 1)).orElseThrow();
      assertThat(found.id()).isEqualTo("c-" + line);
      assertThat(found.origin()).isEqualTo(line(line));
    }
  }

  @Test
  void find_absentAmongOthers_isEmptyAndTheyAreFound() {
    change("UPDATE row SET email = '' WHERE line = 2");

    var first = rows.find(SENDER, line(1));
    var erased = rows.find(SENDER, line(2));
    var never = rows.find(SENDER, line(ROWS + 1));
    var foreign = rows.find(new SenderId("other"), line(3));
    var again = rows.find(SENDER, line(1));

    assertThat(await(first).orElseThrow().id()).isEqualTo("c-1");
    assertThat(await(erased)).isEmpty();
    assertThat(await(never)).isEmpty();
    assertThat(await(foreign)).isEmpty();
    assertThat(await(again)).isEqualTo(await(first));
  }

  @Test
  void find_rowThatCannotBeRead_failsAlone() {
    change("UPDATE row SET data = '{' WHERE line = 2");

    var asked =
        IntStream.rangeClosed(1, 3)
            .mapToObj(line -> rows.find(SENDER, line(line)).toCompletableFuture())
            .toList();

    assertThat(await(asked.get(0))).isPresent();
    assertThat(asked.get(1)).failsWithin(Duration.ofSeconds(10));
    assertThat(await(asked.get(2))).isPresent();
  }
}
