package dev.waypost.persistence.upkeep;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.Stages.failure;
import static dev.waypost.persistence.store.SampleRows.AUTUMN;
import static dev.waypost.persistence.store.SampleRows.PSEUDONYMS;
import static dev.waypost.persistence.store.SampleRows.SENDER;
import static dev.waypost.persistence.store.SampleRows.SPRING;
import static dev.waypost.persistence.store.SampleRows.address;
import static dev.waypost.persistence.store.SampleRows.batch;
import static dev.waypost.persistence.store.SampleRows.page;
import static dev.waypost.persistence.store.SampleRows.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.engine.roster.StoredRow;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.store.SqlBatches;
import dev.waypost.persistence.store.SqlRows;
import dev.waypost.persistence.upkeep.Erasure.Traces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Dialect.class)
class ErasureTest {
  private static final BatchId FIRST = batch("first");
  private static final BatchId SECOND = batch("second");

  @Parameter Dialect dialect;
  @TempDir Path folder;
  private People people;

  @BeforeEach
  void open() {
    people = new People(dialect, folder);
  }

  @AfterEach
  void close() {
    people.close();
  }

  private List<RowFault> faults(BatchId batch) {
    return await(new SqlBatches(people.node()).faults(SENDER, batch, 0, 100));
  }

  @Test
  void erase_ofOneOfMany_leavesTheRowWithoutAWordAndTheOthersWhole() {
    people.store(FIRST, SPRING, People.many(SPRING));
    people.store(SECOND, AUTUMN, People.many(AUTUMN));

    var traces = await(new Erasure(people.beside()).erase(address("PERSON7@Example.com")));

    assertThat(traces).isEqualTo(new Traces(2, 0, 1));
    assertThat(people.name(FIRST, 8)).isEmpty();
    assertThat(people.name(SECOND, 8)).isEmpty();
    assertThat(people.name(FIRST, 9)).contains("Name of c-8");
    var rows = new SqlRows(people.node());
    var trace = await(rows.trace(SENDER, new Origin(FIRST, 0, 8))).orElseThrow();
    assertThat(trace.recipient()).isEqualTo(PSEUDONYMS.recipient(address("person7@example.com")));
    assertThat(trace.key()).isEqualTo(PSEUDONYMS.row(SPRING, "c-7"));
    assertThat(await(rows.load(page(FIRST, 0))).rows()).hasSize(500);
    assertThat(people.count("SELECT count(*) FROM row")).isEqualTo(2 * People.MANY);
    assertThat(people.count("SELECT count(*) FROM person")).isEqualTo(People.MANY - 1);
    assertThat(await(new Erasure(people.beside()).erase(address("person7@example.com"))))
        .isEqualTo(Traces.NONE);
  }

  @Test
  void erase_ofSomebodyInTheListOfFaults_takesIdsOutAndNothingElse() {
    people.store(
        FIRST,
        SPRING,
        List.of(row(SPRING, 0, 1, "ann", "Ann@example.com"), row(SPRING, 1, 2, "b", "b@x.example")),
        new RowFault(3, "duplicate", Optional.of("ann"), "id repeats line 1"),
        new RowFault(4, "json", Optional.of("ANN@example.com"), "no object"),
        new RowFault(5, "json", Optional.of("Ann"), "no object"),
        new RowFault(6, "duplicate", Optional.of("b"), "id repeats line 2"));

    var traces = await(new Erasure(people.beside()).erase(address("ann@example.com")));

    assertThat(traces).isEqualTo(new Traces(1, 2, 1));
    assertThat(faults(FIRST).stream().map(RowFault::id).toList())
        .containsExactly(Optional.empty(), Optional.empty(), Optional.of("Ann"), Optional.of("b"));
    assertThat(faults(FIRST).getFirst().detail()).isEqualTo("id repeats line 1");
  }

  @Test
  void erase_killedAfterAnyTransaction_isFinishedByTheNextRun() {
    var many = new ArrayList<StoredRow>();
    for (var i = 0; i < People.MANY; i++) {
      many.add(row(SPRING, i % 500, i + 1, "c-" + i, "ann@example.com"));
    }
    people.store(
        FIRST, SPRING, many, new RowFault(2_000, "json", Optional.of("c-1299"), "no object"));

    for (var writes : List.of(0, 1, 1)) {
      var dying = new Dying(people.beside(), writes);
      assertThat(failure(new Erasure(dying).erase(address("ann@example.com"))))
          .hasMessage("killed");
      assertThat(people.count("SELECT count(*) FROM person")).isEqualTo(1);
    }
    var rest = await(new Erasure(people.beside()).erase(address("ann@example.com")));

    assertThat(rest).isEqualTo(new Traces(People.MANY - 1_000, 1, 1));
    assertThat(people.count("SELECT count(*) FROM row WHERE email <> '' OR id IS NOT NULL"))
        .isZero();
    assertThat(faults(FIRST).getFirst().id()).isEmpty();
  }

  @Test
  void look_changesNothing() {
    people.store(FIRST, SPRING, People.many(SPRING));

    assertThat(await(new Erasure(people.beside()).look(address("person3@example.com"))))
        .isEqualTo(new Traces(1, 0, 1));
    assertThat(await(new Erasure(people.beside()).look(address("nobody@example.com"))).isNone())
        .isTrue();
    assertThat(people.name(FIRST, 4)).contains("Name of c-3");
  }

  @Test
  void receiving_whileABatchComesIn_countsIt() {
    var batches = new SqlBatches(people.node());
    await(batches.open(FIRST, SPRING, Optional.empty(), new Incarnation(1), People.NOW));

    assertThat(await(new Erasure(people.beside()).receiving())).isEqualTo(1);
  }
}
