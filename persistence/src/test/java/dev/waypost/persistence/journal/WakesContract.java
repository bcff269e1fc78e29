package dev.waypost.persistence.journal;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.Stages.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.id.BatchId;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.TestDatabase;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.codec.EventType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.apache.pekko.persistence.PersistentRepr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many entities that wake at once. */
abstract class WakesContract {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  final Dialect dialect;
  @TempDir Path folder;
  TestDatabase test;
  JournalSetup setup;

  WakesContract(Dialect dialect) {
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
  void entities_ofAllKinds_wakeWithTheirOwnHistory() {
    var expected = new HashMap<String, List<Long>>();
    for (var i = 0; i < 300; i++) {
      var id = "c|default|e" + i;
      var events = i % 7 * (i % 5 == 0 ? 20 : 1);
      write(id, events);
      var first = 1L;
      if (i % 3 == 1 && events > 2) {
        await(setup.deletes().events(id, 2));
        first = 3;
      }
      if (i % 4 == 1 && events > 3) {
        var state = new EventCodec.Encoded(EventType.CAMPAIGN_STATE, new byte[] {(byte) i});
        await(setup.saves().save(id, 3, 0, state));
        first = 4;
      }
      expected.put(id, LongStream.rangeClosed(first, events).boxed().toList());
    }

    assertThat(recoverAll(expected)).isEqualTo(expected);
    assertThat(setup.counters().value(JournalCounter.READ_ALONE)).isZero();
    assertThat(setup.counters().value(JournalCounter.WOKEN)).isEqualTo(300);
    assertThat(setup.counters().value(JournalCounter.WAKE_READS)).isLessThan(300);
  }

  @Test
  void entities_withLongHistoriesAndGaps_wakeWithAllOfThem() {
    var expected = new HashMap<String, List<Long>>();
    for (var i = 0; i < 30; i++) {
      var id = "c|default|e" + i;
      write(id, 1000);
      expected.put(
          id, LongStream.rangeClosed(1, 1000).filter(n -> n < 350 || n > 899).boxed().toList());
    }
    write("c|default|short", 3);
    expected.put("c|default|short", List.of(1L, 2L, 3L));
    await(
        test.database()
            .write(
                session ->
                    session
                        .prepare("DELETE FROM journal WHERE seq_nr BETWEEN 350 AND 899")
                        .executeUpdate()));

    assertThat(recoverAll(expected)).isEqualTo(expected);
  }

  @Test
  void entities_thatWeighTooMuchTogether_readTheirEventsAlone() {
    var expected = new HashMap<String, List<Long>>();
    for (var i = 0; i < 20; i++) {
      write("c|default|e" + i, 10);
      expected.put("c|default|e" + i, LongStream.rangeClosed(1, 10).boxed().toList());
    }
    var ids = List.copyOf(expected.keySet());
    var read = new PastRead(400, 25, 2_500); // two by two, and some 2,400 bytes each time

    var pasts = await(test.database().read(session -> read.read(session, ids)));

    assertThat(pasts.subList(0, 4)).allMatch(Past::isWhole);
    assertThat(pasts.subList(4, 20)).noneMatch(Past::isWhole);
    assertThat(pasts).allMatch(past -> past.highest() == 10);
    assertThat(recoverAll(expected)).isEqualTo(expected);
  }

  @Test
  void entity_whoseEventsAreAllDeleted_keepsItsNumber() {
    write("c|default|a", 5);
    await(setup.deletes().events("c|default|a", Long.MAX_VALUE));

    var past = await(setup.wakes().wake("c|default|a"));

    assertThat(past.highest()).isEqualTo(5);
    assertThat(past.isReplayed()).isFalse();
    assertThat(await(setup.replays().highest("c|default|a"))).isEqualTo(5);
  }

  @Test
  void entity_thatWroteSinceItWasRead_isReadAgain() {
    write("c|default|a", 2);
    await(setup.wakes().wake("c|default|a"));
    write("c|default|a", 3, 1);

    assertThat(await(setup.replays().highest("c|default|a"))).isEqualTo(3);
    assertThat(replay("c|default|a", 1)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void entity_withoutAHandover_recoversAllTheSame() {
    write("c|default|a", 1000);
    write("c|default|b", 2);

    assertThat(replay("c|default|a", 1)).hasSize(1000);
    assertThat(await(setup.replays().highest("c|default|b"))).isEqualTo(2);
    assertThat(await(setup.replays().highest("c|default|c"))).isZero();
  }

  /** As a cut does it: the events go, and what they came to is there. */
  private void cut(String persistenceId, long upTo) {
    await(
        test.database()
            .write(
                session -> {
                  Query.of(
                          session,
                          "INSERT INTO journal_deleted(persistence_id, up_to, state_seq_nr,"
                              + " state_at, state_type, state) VALUES (?, ?, ?, 0, ?, ?)")
                      .text(persistenceId)
                      .number(upTo)
                      .number(upTo)
                      .number(EventType.CAMPAIGN_STATE.code())
                      .bytes(new byte[] {(byte) upTo})
                      .update();
                  return Query.of(
                          session, "DELETE FROM journal WHERE persistence_id = ? AND seq_nr <= ?")
                      .text(persistenceId)
                      .number(upTo)
                      .update();
                }));
  }

  private long snapshot(String persistenceId) {
    return await(setup.wakes().wake(persistenceId)).snapshot().map(RawState::seqNr).orElse(0L);
  }

  private void save(String persistenceId, long seqNr) {
    var state = new EventCodec.Encoded(EventType.CAMPAIGN_STATE, new byte[] {(byte) seqNr});
    await(setup.saves().save(persistenceId, seqNr, 0, state));
  }

  @Test
  void entities_whoseJournalWasCut_beginAtTheNewerOfStateAndSnapshot() {
    for (var id : List.of("c|default|none", "c|default|older", "c|default|newer")) {
      write(id, 9);
      cut(id, 5);
    }
    write("c|default|whole", 9);
    cut("c|default|whole", 9);
    save("c|default|older", 3);
    save("c|default|newer", 7);

    assertThat(snapshot("c|default|none")).isEqualTo(5);
    assertThat(replay("c|default|none", 6)).containsExactly(6L, 7L, 8L, 9L);
    assertThat(snapshot("c|default|older")).isEqualTo(5);
    assertThat(replay("c|default|older", 6)).containsExactly(6L, 7L, 8L, 9L);
    assertThat(snapshot("c|default|newer")).isEqualTo(7);
    assertThat(replay("c|default|newer", 8)).containsExactly(8L, 9L);
    assertThat(snapshot("c|default|whole")).isEqualTo(9);
    assertThat(await(setup.replays().highest("c|default|whole"))).isEqualTo(9);
  }

  /** The snapshot was read before the cut, and the events come list after list behind it. */
  @Test
  void entity_whoseJournalIsCutWhileItRecovers_failsAndRecoversAgain() {
    write("c|default|long", 1000);
    var from = snapshot("c|default|long") + 1;
    var to = await(setup.replays().highest("c|default|long"));
    var seen = new ArrayList<Long>();

    cut("c|default|long", 700);

    var stale =
        setup
            .replays()
            .replay("c|default|long", from, to, Long.MAX_VALUE, e -> seen.add(e.sequenceNr()))
            .thenApply(done -> 1);
    assertThat(failure(stale)).hasMessageContaining("was cut at 700");
    assertThat(seen).isEmpty();
    assertThat(snapshot("c|default|long")).isEqualTo(700);
    assertThat(replay("c|default|long", 701)).hasSize(300).startsWith(701L).endsWith(1000L);
  }

  /** What was read in one moment is whole, whatever is cut after it. */
  @Test
  void entity_whoseJournalIsCutAfterItWasRead_recoversWhatWasRead() {
    write("c|default|short", 30);
    var from = snapshot("c|default|short") + 1;

    cut("c|default|short", 20);

    assertThat(replay("c|default|short", from)).hasSize(30);
  }

  void write(String persistenceId, int events) {
    write(persistenceId, 1, events);
  }

  void write(String persistenceId, long first, int count) {
    if (count == 0) {
      return;
    }
    var events = new ArrayList<NewEvent>();
    for (var n = first; n < first + count; n++) {
      var event =
          new CampaignEvent.PageOpened(new BatchId("AAAAAAAAAAAAAAAA"), (int) n, 500, START);
      events.add(setup.encode(n, START.toEpochMilli(), event));
    }
    setup.wakes().outdate(persistenceId);
    await(setup.appends().append(persistenceId, events));
  }

  /** As Pekko does: snapshot, highest number, events behind the snapshot. */
  private Map<String, List<Long>> recoverAll(Map<String, List<Long>> expected) {
    var wakes = new HashMap<String, CompletionStage<Past>>();
    expected.keySet().forEach(id -> wakes.put(id, setup.wakes().wake(id)));
    var recovered = new HashMap<String, List<Long>>();
    wakes.forEach(
        (id, stage) -> {
          var from = await(stage).snapshot().map(RawState::seqNr).orElse(0L) + 1;
          recovered.put(id, replay(id, from));
        });
    return recovered;
  }

  private List<Long> replay(String persistenceId, long from) {
    var to = await(setup.replays().highest(persistenceId));
    var numbers = new ArrayList<Long>();
    if (to >= from) {
      await(
          setup
              .replays()
              .replay(
                  persistenceId,
                  from,
                  to,
                  Long.MAX_VALUE,
                  (PersistentRepr event) -> numbers.add(event.sequenceNr()))
              .thenApply(done -> 1));
    }
    return numbers;
  }
}
