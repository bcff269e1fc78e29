package dev.waypost.persistence.journal;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.Stages.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.id.BatchId;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.TestDatabase;
import dev.waypost.persistence.codec.EventCodec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of many entities at once. */
abstract class AppendsContract {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  final Dialect dialect;
  @TempDir Path folder;
  TestDatabase test;
  JournalSetup setup;

  AppendsContract(Dialect dialect) {
    this.dialect = dialect;
  }

  @BeforeEach
  void start() {
    test = TestDatabase.open(dialect, folder);
    setup = JournalContract.setupOn(test.database());
  }

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void appends_ofManyEntitiesAtOnce_shareTransactionsInOrder() {
    var gate = hold(test.database());
    var stages = new ArrayList<CompletionStage<Boolean>>();
    for (var i = 0; i < 600; i++) {
      stages.add(append("c|default|e" + i, 1, 2));
    }
    gate.countDown();

    stages.forEach(stage -> assertThat(await(stage)).isTrue());
    var counters = setup.counters();
    assertThat(counters.value(JournalCounter.APPENDED)).isEqualTo(1200);
    assertThat(counters.value(JournalCounter.APPEND_BATCHES)).isLessThanOrEqualTo(3);
    var all = await(new JournalReader(test.database(), new EventCodec()).after(0, 5000));
    assertThat(all).hasSize(1200);
    for (var i = 0; i < 600; i++) {
      assertThat(all.get(2 * i).persistenceId()).isEqualTo("c|default|e" + i);
      assertThat(all.get(2 * i).seqNr()).isEqualTo(1);
      assertThat(all.get(2 * i + 1).seqNr()).isEqualTo(2);
    }
  }

  @Test
  void appends_withSomeThatFail_failThoseAlone() {
    var random = new SplittableRandom(4711);
    var written = new HashMap<String, Long>();
    for (var round = 0; round < 12; round++) {
      var gate = hold(test.database());
      var good = new ArrayList<CompletionStage<Boolean>>();
      var bad = new ArrayList<CompletionStage<Boolean>>();
      for (var i = 0; i < 80; i++) {
        var id = "c|default|e" + i;
        var last = written.getOrDefault(id, 0L);
        if (last > 0 && random.nextInt(20) == 0) {
          bad.add(append(id, last, 2)); // the first of the two is taken, so neither may stand
        } else {
          var count = 1 + random.nextInt(3);
          good.add(append(id, last + 1, count));
          written.put(id, last + count);
        }
      }
      gate.countDown();
      good.forEach(stage -> assertThat(await(stage)).isTrue());
      bad.forEach(stage -> assertThat(failure(stage)).isNotNull());
    }

    assertThat(numbers()).isEqualTo(expected(written));
    assertThat(setup.counters().value(JournalCounter.APPENDS_HALVED)).isPositive();
    assertThat(setup.counters().value(JournalCounter.APPENDS_FAILED)).isPositive();
  }

  @Test
  void append_whileAnotherOfTheEntityIsUnderWay_fails() {
    var gate = hold(test.database());
    var first = append("c|default|a", 1, 1);
    var second = append("c|default|a", 2, 1);
    var wake = setup.wakes().wake("c|default|a");
    gate.countDown();

    assertThat(failure(second)).hasMessageContaining("two writers");
    assertThat(await(first)).isTrue();
    assertThat(await(wake).highest()).isEqualTo(1);
    assertThat(await(append("c|default|a", 2, 1))).isTrue();
  }

  /** Holds up the writer until the latch is released. */
  static CountDownLatch hold(Database database) {
    var gate = new CountDownLatch(1);
    var held = new CountDownLatch(1);
    var unused =
        database.write(
            Lane.JOURNAL,
            session -> {
              held.countDown();
              awaitLatch(gate);
              return 1;
            });
    awaitLatch(held);
    return gate;
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  CompletionStage<Boolean> append(String persistenceId, long first, int count) {
    var events = new ArrayList<NewEvent>();
    for (var n = first; n < first + count; n++) {
      var event =
          new CampaignEvent.PageOpened(new BatchId("AAAAAAAAAAAAAAAA"), (int) n, 500, START);
      events.add(setup.encode(n, START.toEpochMilli(), event));
    }
    return setup.appends().append(persistenceId, events);
  }

  static Map<String, List<Long>> expected(Map<String, Long> written) {
    var expected = new HashMap<String, List<Long>>();
    written.forEach(
        (id, last) -> expected.put(id, LongStream.rangeClosed(1, last).boxed().toList()));
    return expected;
  }

  /** The numbers of each entity in the one order of all. */
  Map<String, List<Long>> numbers() {
    var numbers = new HashMap<String, List<Long>>();
    var reader = new JournalReader(test.database(), new EventCodec());
    for (var event : await(reader.after(0, 100_000))) {
      numbers.computeIfAbsent(event.persistenceId(), id -> new ArrayList<>()).add(event.seqNr());
    }
    return numbers;
  }
}
