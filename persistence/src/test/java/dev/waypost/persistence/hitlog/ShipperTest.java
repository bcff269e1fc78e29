package dev.waypost.persistence.hitlog;

import static dev.waypost.persistence.hitlog.Hits.NOON;
import static dev.waypost.persistence.hitlog.Hits.SETTINGS;
import static dev.waypost.persistence.hitlog.Hits.append;
import static dev.waypost.persistence.hitlog.Hits.await;
import static dev.waypost.persistence.hitlog.Hits.hit;
import static dev.waypost.persistence.hitlog.Hits.segmentFiles;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.link.HitIntake;
import dev.waypost.engine.link.HitLog.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ShipperTest {
  @TempDir Path folder;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final ModelIntake intake = HitLogContract.intake();
  private HitLogCounters counters = new HitLogCounters();

  @AfterEach
  void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  private FileHitLog start(Path at, HitLogSettings settings, HitIntake to) throws IOException {
    counters = new HitLogCounters();
    var log = FileHitLog.open(at, settings, () -> NOON, counters);
    open.push(log);
    open.push(Shipper.start(log, to, settings, () -> NOON, new Random(5)));
    return log;
  }

  private void stop() throws Exception {
    open.pop().close();
    open.pop().close();
  }

  @Test
  void start_afterCleanStop_handsOverAgainAndCountsNothingTwice() throws Exception {
    var log = start(folder, SETTINGS, intake);
    await(log.shipped(append(log, hit(1, 1))));
    stop();

    log = start(folder, SETTINGS, intake);
    await(log.shipped(append(log, hit(1, 2))));
    Hits.settle(counters);

    assertThat(intake.applied(1)).containsExactly(1, 2);
    assertThat(counters.value(HitLogCounter.REDELIVERED)).isEqualTo(1);
    assertThat(counters.value(HitLogCounter.LOGGED)).isEqualTo(1);
    assertThat(counters.value(HitLogCounter.APPLIED)).isEqualTo(1);
    assertThat(counters.pending()).isZero();
  }

  @Test
  void start_afterDatabaseLostItsEnd_bringsItBack() throws Exception {
    var log = start(folder, SETTINGS, intake);
    await(log.shipped(append(log, hit(1, 1))));
    await(log.shipped(append(log, hit(1, 2))));
    stop();
    intake.forget();

    log = start(folder, SETTINGS, intake);
    await(log.shipped(append(log, hit(1, 3))));

    assertThat(intake.applied(1)).containsExactly(1, 2, 3);
  }

  @Test
  void start_unconfirmedHitsOnDisk_areFoundAndApplied() throws Exception {
    var log = start(folder, SETTINGS, (r, l, hits) -> new CompletableFuture<>());
    for (var i = 0; i < 7; i++) {
      append(log, hit(1, i));
    }
    assertThat(counters.pending()).isEqualTo(7);
    stop();

    log = start(folder, SETTINGS, intake);
    await(log.shipped(append(log, hit(1, 7))));
    Hits.settle(counters);

    assertThat(counters.value(HitLogCounter.FOUND)).isEqualTo(7);
    assertThat(counters.value(HitLogCounter.LOGGED)).isEqualTo(8);
    assertThat(counters.value(HitLogCounter.APPLIED)).isEqualTo(8);
    assertThat(counters.pending()).isZero();
    assertThat(intake.applied(1)).containsExactlyElementsOf(range(0, 8));
  }

  @Test
  void ship_earlierGenerationUnconfirmed_keepsTheNextBack() throws Exception {
    var log = start(folder, SETTINGS, (r, l, hits) -> new CompletableFuture<>());
    append(log, hit(1, 1));
    stop();
    var gate = new CompletableFuture<Void>();
    HitIntake firstIsSlow =
        (recipient, from, hits) ->
            recipient.equals(Hits.recipient(1))
                ? gate.thenCompose(open -> intake.apply(recipient, from, hits))
                : intake.apply(recipient, from, hits);
    log = start(folder, SETTINGS, firstIsSlow);
    append(log, hit(2, 2));

    await(log.shipped(append(log, hit(3, 3))));
    assertThat(intake.applied(3)).as("somebody waits for it").containsExactly(3);
    assertThat(intake.applied(2)).as("nobody waits for it").isEmpty();
    gate.complete(null);
    Hits.settle(counters);

    assertThat(intake.applied(1)).containsExactly(1);
    assertThat(intake.applied(2)).containsExactly(2);
    assertThat(intake.applied(3)).containsExactly(3);
  }

  @Test
  void apply_refusedHits_areCountedAsRefused() throws Exception {
    HitIntake refusing =
        (r, l, hits) -> CompletableFuture.completedFuture(new HitIntake.Receipt(0, hits.size()));
    var log = start(folder, SETTINGS, refusing);

    await(log.shipped(append(log, hit(1, 1))));

    assertThat(counters.value(HitLogCounter.REFUSED)).isEqualTo(1);
    assertThat(counters.pending()).isZero();
  }

  @Test
  void apply_damagedHitOnDisk_isCountedAndDoesNotStopTheOthers() throws Exception {
    var log = start(folder, SETTINGS, (r, l, hits) -> new CompletableFuture<>());
    for (var i = 0; i < 5; i++) {
      append(log, hit(1, i));
    }
    stop();
    var segment = segmentFiles(folder).getFirst();
    var bytes = Files.readAllBytes(segment);
    bytes[Segment.HEADER_BYTES + 2 * Slot.BYTES + 20] ^= 1;
    Files.write(segment, bytes);

    log = start(folder, SETTINGS, intake);
    await(log.shipped(append(log, hit(1, 5))));
    Hits.settle(counters);

    assertThat(intake.applied(1)).containsExactly(0, 1, 3, 4, 5);
    assertThat(counters.value(HitLogCounter.DAMAGED)).isEqualTo(1);
    assertThat(counters.pending()).isZero();
  }

  @Test
  void shipped_behindABacklogBeyondMemory_goesFirstWithAllOfItsRecipient() throws Exception {
    var settings = readingAhead(10, 10_000);
    var gate = new CompletableFuture<Void>();
    var log = start(folder, settings, intake);
    intake.answerAfter(gate);
    for (var i = 0; i < 400; i++) {
      append(log, hit(i % 40, i));
    }
    var last = append(log, hit(7, 400));

    var shipped = log.shipped(last);
    gate.complete(null);
    await(shipped);

    var expected = new ArrayList<>(IntStream.range(0, 10).mapToObj(i -> i * 40 + 7).toList());
    expected.add(400);
    assertThat(intake.applied(7)).isEqualTo(expected);
    assertThat(intake.breaches()).isEmpty();
    assertThat(counters.value(HitLogCounter.EXPEDITED)).isPositive();
  }

  @Test
  void shipped_backlogLongerThanTheScan_completesInItsTurn() throws Exception {
    var settings = readingAhead(10, 0);
    var log = start(folder, settings, intake);
    for (var i = 0; i < 200; i++) {
      append(log, hit(i % 10, i));
    }

    await(log.shipped(append(log, hit(7, 200))));

    assertThat(intake.applied(7)).endsWith(200).hasSize(21);
  }

  @Test
  void shipped_positionOfAnEarlierGeneration_completesOnceItIsConfirmed() throws Exception {
    var log = start(folder, SETTINGS, (r, l, hits) -> new CompletableFuture<>());
    var position = append(log, hit(1, 1));
    stop();

    log = start(folder, SETTINGS, intake);
    await(log.shipped(position));

    assertThat(intake.applied(1)).containsExactly(1);
  }

  @Test
  void stop_whileSomebodyWaits_failsTheWaiter() throws Exception {
    var log = start(folder, SETTINGS, (r, l, hits) -> new CompletableFuture<>());
    var shipped = log.shipped(append(log, hit(1, 1))).toCompletableFuture();

    stop();

    assertThat(shipped).isCompletedExceptionally();
  }

  @Test
  void confirmedFile_damaged_countsAllAsUnconfirmedAndAppliesOnce() throws Exception {
    var log = start(folder, SETTINGS, intake);
    await(log.shipped(append(log, hit(1, 1))));
    stop();
    Files.writeString(folder.resolve("confirmed"), "x y");

    log = start(folder, SETTINGS, intake);
    await(log.shipped(append(log, hit(1, 2))));

    assertThat(intake.applied(1)).containsExactly(1, 2);
    assertThat(counters.value(HitLogCounter.FOUND)).isEqualTo(1);
  }

  @Test
  void retention_confirmedLongAgo_deletesOnlyWhatIsConfirmedAndRead() throws Exception {
    var small = Hits.settings(Acks.FSYNC, Segment.HEADER_BYTES + 2 * Slot.BYTES);
    var log = start(folder, small, intake);
    Position last = append(log, hit(1, 0));
    for (var i = 1; i < 6; i++) {
      last = append(log, hit(1, i));
    }
    await(log.shipped(last));
    var generation = log.id().generation();
    var cursor = new Cursor(log);
    while (cursor.next() instanceof Cursor.Step.Read) {
      assertThat(log.segments()).hasSize(3);
    }
    var upToThird = new Confirmed(generation, 3);
    var retention = new Retention(log, Duration.ofHours(24), () -> NOON, Confirmed.NOTHING);
    retention.stamp(upToThird);
    retention.sweep(cursor);
    assertThat(segmentFiles(folder)).hasSize(3);

    var tomorrow =
        new Retention(log, Duration.ofHours(24), () -> NOON.plus(Duration.ofHours(24)), upToThird);
    tomorrow.sweep(cursor);

    assertThat(segmentFiles(folder)).hasSize(2);
    assertThat(Files.getLastModifiedTime(segmentFiles(folder).getFirst()))
        .isNotEqualTo(FileTime.from(NOON.minus(Duration.ofHours(24))));
    cursor.close();
  }

  /** Random failures, kills, clean restarts and rotations: each recipient's hits once, in order. */
  @Test
  void delivery_anyFailuresAndRestarts_appliesEachHitOnceInOrder() throws Exception {
    for (var seed = 1L; seed <= 12; seed++) {
      runLife(seed);
    }
  }

  private void runLife(long seed) throws Exception {
    var random = new Random(seed);
    try (var replies = Executors.newFixedThreadPool(2)) {
      var model = new ModelIntake(new Random(seed), random.nextBoolean() ? replies : Runnable::run);
      var settings =
          readingAhead(
              5 + random.nextInt(40),
              random.nextInt(60),
              Segment.HEADER_BYTES + (3 + random.nextInt(60)) * (long) Slot.BYTES);
      var expected = new HashMap<Integer, List<Integer>>();
      var mark = 0;
      var at = folder.resolve("life-" + seed + "-0");
      var gone = new CompletableFuture<Void>();
      var log = start(at, settings, model.until(gone));
      for (var step = 1; step <= 8; step++) {
        model.failing(random.nextInt(3) * 0.3);
        var last = new HashMap<Integer, Position>();
        for (var i = random.nextInt(60); i > 0; i--) {
          var recipient = random.nextInt(6);
          last.put(recipient, append(log, hit(recipient, ++mark)));
          expected.computeIfAbsent(recipient, r -> new ArrayList<>()).add(mark);
        }
        switch (random.nextInt(4)) {
          case 0 -> {
            for (var position : last.values()) {
              await(log.shipped(position));
            }
          }
          case 1 -> {
            stop();
            gone.complete(null);
            gone = new CompletableFuture<>();
            log = start(at, settings, model.until(gone));
          }
          case 2 -> {
            gone.complete(null);
            var left = folder.resolve("life-" + seed + "-" + step);
            Hits.copyAsAfterKill(at, left);
            stop();
            gone = new CompletableFuture<>();
            at = left;
            log = start(at, settings, model.until(gone));
          }
          case 3 -> assertThat(counters.pending()).isNotNegative();
        }
      }
      model.failing(0);
      for (var recipient = 0; recipient < 6; recipient++) {
        await(log.shipped(append(log, hit(recipient, ++mark))));
        expected.computeIfAbsent(recipient, r -> new ArrayList<>()).add(mark);
        assertThat(model.applied(recipient))
            .as("seed %d, recipient %d", seed, recipient)
            .isEqualTo(expected.get(recipient));
      }
      assertThat(model.breaches()).as("seed %d", seed).isEmpty();
      assertThat(counters.value(HitLogCounter.LOGGED))
          .as("seed %d", seed)
          .isEqualTo(
              counters.value(HitLogCounter.APPLIED)
                  + counters.value(HitLogCounter.REFUSED)
                  + counters.pending());
      stop();
    }
  }

  private static HitLogSettings readingAhead(int readAhead, int scan) {
    return readingAhead(readAhead, scan, 1 << 20);
  }

  private static HitLogSettings readingAhead(int readAhead, int scan, long segmentBytes) {
    return new HitLogSettings(
        3,
        Acks.FSYNC,
        1000,
        100,
        segmentBytes,
        Duration.ofMillis(10),
        Duration.ofHours(24),
        Hits.shipper(readAhead, scan));
  }

  private static List<Integer> range(int from, int to) {
    return Collections.unmodifiableList(IntStream.range(from, to).boxed().toList());
  }
}
