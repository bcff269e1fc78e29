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
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.Pseudonyms;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.engine.roster.StoredRow;
import dev.waypost.persistence.BesideDatabase;
import dev.waypost.persistence.BesideDatabase.Remains;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.SqlWork;
import dev.waypost.persistence.SqliteDatabase;
import dev.waypost.persistence.StartRefused;
import dev.waypost.persistence.TestDatabase;
import dev.waypost.persistence.WritableDatabase;
import dev.waypost.persistence.store.SqlBatches;
import dev.waypost.persistence.store.SqlRows;
import dev.waypost.persistence.upkeep.Erasure.Traces;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final BatchId FIRST = batch("first");
  private static final BatchId SECOND = batch("second");
  private static final int PEOPLE = 1_300;

  @TempDir Path folder;
  private TestDatabase node;
  private BesideDatabase beside;

  /** A node holds its folder and its database open all the time. */
  @BeforeEach
  void open() throws StartRefused {
    node = TestDatabase.open(folder);
    await(
        node.database()
            .write(
                session ->
                    Query.of(session, "INSERT INTO sender(sender, salt) VALUES (?, ?)")
                        .text(SENDER.value())
                        .bytes(new byte[Pseudonyms.SALT_BYTES_MIN])
                        .update()));
    beside = SqliteDatabase.openBeside(folder, TestDatabase.SETTINGS);
  }

  @AfterEach
  void close() {
    beside.close();
    node.close();
  }

  private void store(BatchId batch, CampaignId campaign, List<StoredRow> rows, RowFault... faults) {
    var batches = new SqlBatches(node.database());
    await(batches.open(batch, campaign, Optional.empty(), new Incarnation(1), NOW));
    var pages = (rows.size() + 499) / 500;
    for (var n = 0; n < pages; n++) {
      var some = rows.subList(n * 500, Math.min(rows.size(), n * 500 + 500));
      await(batches.addPage(page(batch, n), some));
    }
    await(batches.addFaults(SENDER, batch, List.of(faults)));
    await(batches.complete(SENDER, batch, "digest", pages));
    for (var n = 0; n < pages; n++) {
      await(batches.sealPage(page(batch, n)));
    }
    await(batches.store(SENDER, batch));
  }

  private static List<StoredRow> people(CampaignId campaign) {
    var rows = new ArrayList<StoredRow>();
    for (var i = 0; i < PEOPLE; i++) {
      rows.add(row(campaign, i % 500, i + 1, "c-" + i, "Person" + i + "@example.com"));
    }
    return rows;
  }

  private static List<String> words(int i) {
    return List.of(
        "Person" + i + "@", "person" + i + "@", "Name of c-" + i + "\"", "\"c-" + i + "\"");
  }

  private List<RowFault> faults(BatchId batch) {
    return await(new SqlBatches(node.database()).faults(SENDER, batch, 0, 100));
  }

  private Optional<String> name(BatchId batch, int line) {
    var origin = new Origin(batch, (line - 1) / 500, line);
    return await(new SqlRows(node.database()).find(SENDER, origin)).flatMap(row -> row.name());
  }

  private long count(String sql) {
    return await(
        node.database().read(s -> Query.of(s, sql).first(row -> row.getLong(1)).orElseThrow()));
  }

  @Test
  void erase_ofOneOfMany_leavesTheRowWithoutAWordAndTheOthersWhole() {
    store(FIRST, SPRING, people(SPRING));
    store(SECOND, AUTUMN, people(AUTUMN));

    var traces = await(new Erasure(beside).erase(address("PERSON7@Example.com")));

    assertThat(traces).isEqualTo(new Traces(2, 0, 1));
    assertThat(name(FIRST, 8)).isEmpty();
    assertThat(name(SECOND, 8)).isEmpty();
    assertThat(name(FIRST, 9)).contains("Name of c-8");
    var rows = new SqlRows(node.database());
    var trace = await(rows.trace(SENDER, new Origin(FIRST, 0, 8))).orElseThrow();
    assertThat(trace.recipient()).isEqualTo(PSEUDONYMS.recipient(address("person7@example.com")));
    assertThat(trace.key()).isEqualTo(PSEUDONYMS.row(SPRING, "c-7"));
    assertThat(await(rows.load(page(FIRST, 0))).rows()).hasSize(500);
    assertThat(count("SELECT count(*) FROM row")).isEqualTo(2 * PEOPLE);
    assertThat(count("SELECT count(*) FROM person")).isEqualTo(PEOPLE - 1);
    assertThat(await(new Erasure(beside).erase(address("person7@example.com"))))
        .isEqualTo(Traces.NONE);
  }

  @Test
  void erase_flushed_leavesNoByteInAnyFile() {
    store(FIRST, SPRING, people(SPRING));
    var words = new ArrayList<String>();
    for (var i = 0; i < PEOPLE; i += 3) {
      words.addAll(words(i));
    }
    assertThat(Bytes.found(folder, words)).isNotEmpty();

    for (var i = 0; i < PEOPLE; i += 3) {
      await(new Erasure(beside).erase(address("person" + i + "@example.com")));
    }
    assertThat(await(beside.flush())).isEqualTo(Remains.NOTHING);

    assertThat(Bytes.found(folder, words)).isEmpty();
    assertThat(Bytes.found(folder, words(1))).isNotEmpty();
  }

  @Test
  void flush_whileSomebodyReads_saysThatOlderVersionsRemain() throws Exception {
    store(FIRST, SPRING, people(SPRING));
    var mayEnd = new CompletableFuture<Void>();
    var begun = new CompletableFuture<Void>();
    var reading =
        node.database()
            .read(
                session -> {
                  Query.of(session, "SELECT count(*) FROM row").first(row -> 1);
                  begun.complete(null);
                  mayEnd.join();
                  return 1;
                });
    begun.join();
    try (var hasty =
        SqliteDatabase.openBeside(
            folder, TestDatabase.bounded(1, java.time.Duration.ofMillis(50)))) {
      await(new Erasure(hasty).erase(address("person1@example.com")));

      assertThat(await(hasty.flush())).isEqualTo(Remains.OLDER_VERSIONS);
    } finally {
      mayEnd.complete(null);
    }
    await(reading);
    assertThat(await(beside.flush())).isEqualTo(Remains.NOTHING);
  }

  @Test
  void erase_ofSomebodyInTheListOfFaults_takesIdsOutAndNothingElse() {
    store(
        FIRST,
        SPRING,
        List.of(row(SPRING, 0, 1, "ann", "Ann@example.com"), row(SPRING, 1, 2, "b", "b@x.example")),
        new RowFault(3, "duplicate", Optional.of("ann"), "id repeats line 1"),
        new RowFault(4, "json", Optional.of("ANN@example.com"), "no object"),
        new RowFault(5, "json", Optional.of("Ann"), "no object"),
        new RowFault(6, "duplicate", Optional.of("b"), "id repeats line 2"));

    var traces = await(new Erasure(beside).erase(address("ann@example.com")));

    assertThat(traces).isEqualTo(new Traces(1, 2, 1));
    assertThat(faults(FIRST).stream().map(RowFault::id).toList())
        .containsExactly(Optional.empty(), Optional.empty(), Optional.of("Ann"), Optional.of("b"));
    assertThat(faults(FIRST).getFirst().detail()).isEqualTo("id repeats line 1");
  }

  @Test
  void erase_killedAfterAnyTransaction_isFinishedByTheNextRun() {
    var many = new ArrayList<StoredRow>();
    for (var i = 0; i < PEOPLE; i++) {
      many.add(row(SPRING, i % 500, i + 1, "c-" + i, "ann@example.com"));
    }
    store(FIRST, SPRING, many, new RowFault(2_000, "json", Optional.of("c-1299"), "no object"));

    for (var writes : List.of(0, 1, 1)) {
      var dying = new Dying(beside, writes);
      assertThat(failure(new Erasure(dying).erase(address("ann@example.com"))))
          .hasMessage("killed");
      assertThat(count("SELECT count(*) FROM person")).isEqualTo(1);
    }
    var rest = await(new Erasure(beside).erase(address("ann@example.com")));

    assertThat(rest).isEqualTo(new Traces(PEOPLE - 1_000, 1, 1));
    assertThat(count("SELECT count(*) FROM row WHERE email <> '' OR id IS NOT NULL")).isZero();
    assertThat(faults(FIRST).getFirst().id()).isEmpty();
  }

  @Test
  void look_changesNothing() {
    store(FIRST, SPRING, people(SPRING));

    assertThat(await(new Erasure(beside).look(address("person3@example.com"))))
        .isEqualTo(new Traces(1, 0, 1));
    assertThat(await(new Erasure(beside).look(address("nobody@example.com"))).isNone()).isTrue();
    assertThat(name(FIRST, 4)).contains("Name of c-3");
  }

  @Test
  void receiving_whileABatchComesIn_countsIt() {
    var batches = new SqlBatches(node.database());
    await(batches.open(FIRST, SPRING, Optional.empty(), new Incarnation(1), NOW));

    assertThat(await(new Erasure(beside).receiving())).isEqualTo(1);
  }

  /** Every write of a process that dies after so many of them. */
  private static final class Dying implements WritableDatabase {
    private final WritableDatabase database;
    private int left;

    Dying(WritableDatabase database, int writes) {
      this.database = database;
      this.left = writes;
    }

    @Override
    public <T> CompletionStage<T> write(Lane lane, SqlWork<T> work) {
      return left-- > 0
          ? database.write(lane, work)
          : CompletableFuture.failedStage(new IllegalStateException("killed"));
    }

    @Override
    public <T> CompletionStage<T> read(SqlWork<T> work) {
      return database.read(work);
    }

    @Override
    public void close() {}
  }
}
