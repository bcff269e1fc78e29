package dev.waypost.persistence.hitlog;

import static dev.waypost.persistence.hitlog.Hits.NOON;
import static dev.waypost.persistence.hitlog.Hits.SETTINGS;
import static dev.waypost.persistence.hitlog.Hits.append;
import static dev.waypost.persistence.hitlog.Hits.await;
import static dev.waypost.persistence.hitlog.Hits.hit;
import static dev.waypost.persistence.hitlog.Hits.marks;
import static dev.waypost.persistence.hitlog.Hits.segmentFiles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.HitLog.Position;
import dev.waypost.engine.link.HitLog.Unlogged;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FileHitLogTest implements HitLogContract {
  @TempDir Path folder;
  private final HitLogCounters counters = new HitLogCounters();
  private final FaultyDisk disk = new FaultyDisk();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  @AfterEach
  void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  @Override
  public HitLog log(ModelIntake intake) throws Exception {
    var log = start(SETTINGS);
    open.push(Shipper.start(log, intake, SETTINGS, () -> NOON, new Random(1)));
    return log;
  }

  private FileHitLog start(HitLogSettings settings) throws IOException {
    var log = FileHitLog.open(folder, settings, () -> NOON, counters, disk);
    open.push(log);
    return log;
  }

  private void stop() throws Exception {
    open.pop().close();
  }

  @ParameterizedTest
  @EnumSource(Acks.class)
  void append_anyAcks_isReadBackAfterClose(Acks acks) throws Exception {
    var log = start(Hits.settings(acks, 1 << 20));
    for (var i = 0; i < 10; i++) {
      append(log, hit(i, i));
    }
    stop();

    assertThat(marks(folder)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(counters.value(HitLogCounter.LOGGED)).isEqualTo(10);
  }

  @Test
  void open_inAFolderOthersMayRead_closesItAndItsFiles() throws Exception {
    append(start(SETTINGS), hit(1, 1));
    stop();
    var everybody = PosixFilePermissions.fromString("rwxr-xr-x");
    Files.setPosixFilePermissions(folder, everybody);
    Files.setPosixFilePermissions(segmentFiles(folder).getFirst(), everybody);

    append(start(SETTINGS), hit(1, 2));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void open_again_beginsNextGenerationAtOne() throws Exception {
    var first = append(start(SETTINGS), hit(1, 1));
    stop();

    var second = append(start(SETTINGS), hit(1, 2));

    assertThat(second.number()).isEqualTo(1);
    assertThat(second.log().edge()).isEqualTo(3);
    assertThat(second.log().generation()).isEqualTo(first.log().generation() + 1);
  }

  @Test
  void open_emptyFolder_beginsAboveAnyGenerationOfALostDisk() throws Exception {
    assertThat(start(SETTINGS).id().generation()).isEqualTo(NOON.getEpochSecond());
  }

  @Test
  void open_generationFileLost_countsOnFromTheSegments() throws Exception {
    var first = append(start(SETTINGS), hit(1, 1));
    stop();
    Files.writeString(folder.resolve("generation"), "1\n");

    assertThat(start(SETTINGS).id().generation()).isEqualTo(first.log().generation() + 1);
  }

  @Test
  void open_generationFileDamaged_isRefusedWithWhatToDo() throws Exception {
    Files.writeString(folder.resolve("generation"), "??");

    assertThatThrownBy(() -> start(SETTINGS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("write a number");
  }

  @Test
  void open_whileOpen_isRefused() throws Exception {
    start(SETTINGS);

    assertThatThrownBy(() -> start(SETTINGS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in use");
  }

  @Test
  void open_afterTornWrite_cutsAtTheLastGoodHit() throws Exception {
    append(start(SETTINGS), hit(1, 1));
    stop();
    var segment = segmentFiles(folder).getFirst();
    Files.write(segment, new byte[Slot.BYTES + 17], StandardOpenOption.APPEND);

    start(SETTINGS);

    assertThat(Files.size(segment)).isEqualTo(Segment.HEADER_BYTES + Slot.BYTES);
    assertThat(counters.value(HitLogCounter.TORN_BYTES)).isEqualTo(Slot.BYTES + 17);
    assertThat(marks(folder)).containsExactly(1);
  }

  @Test
  void open_segmentWithoutAnyHit_removesIt() throws Exception {
    append(start(SETTINGS), hit(1, 1));
    stop();
    var segment = segmentFiles(folder).getFirst();
    Files.write(segment, new byte[11]);

    start(SETTINGS);

    assertThat(segmentFiles(folder)).isEmpty();
  }

  @Test
  void read_bitFlippedInTheMiddle_reportsThatHitAndKeepsTheOthers() throws Exception {
    var log = start(SETTINGS);
    for (var i = 1; i <= 5; i++) {
      append(log, hit(1, i));
    }
    stop();
    flipBit(segmentFiles(folder).getFirst(), Segment.HEADER_BYTES + 2 * Slot.BYTES + 30);
    start(SETTINGS);

    var entries = new ArrayList<HitLogReader.Entry>();
    new HitLogReader(folder).forEach(entries::add);

    assertThat(marks(folder)).containsExactly(1, 2, 4, 5);
    assertThat(entries).contains(new HitLogReader.Entry.Damaged(new Position(log.id(), 3)));
  }

  @Test
  void append_beyondSegmentSize_rotates() throws Exception {
    var log = start(Hits.settings(Acks.FSYNC, Segment.HEADER_BYTES + 3 * Slot.BYTES));
    for (var i = 0; i < 10; i++) {
      append(log, hit(1, i));
    }
    stop();

    assertThat(segmentFiles(folder)).hasSize(4);
    assertThat(marks(folder)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultyDisk.Mode.class,
      names = {"FULL", "BROKEN", "SYNC_FAILS"})
  void append_diskFails_isUnloggedUntilTheDiskRecovers(FaultyDisk.Mode fault) throws Exception {
    var log = start(SETTINGS);
    append(log, hit(1, 1));

    disk.mode = fault;
    assertUnlogged(log.append(hit(1, 2)));
    assertUnlogged(log.append(hit(1, 3)));
    disk.mode = FaultyDisk.Mode.GOOD;
    var next = append(log, hit(1, 4));
    stop();

    assertThat(next.number()).isEqualTo(2);
    assertThat(marks(folder)).containsExactly(1, 4);
    assertThat(counters.value(HitLogCounter.UNLOGGED)).isEqualTo(2);
    assertThat(counters.value(HitLogCounter.LOGGED)).isEqualTo(2);
  }

  @Test
  void append_diskFailsUnderACrowd_leavesNothingOfItBehind() throws Exception {
    var log = start(SETTINGS);
    append(log, hit(1, 0));
    disk.stall = new CountDownLatch(1);
    disk.mode = FaultyDisk.Mode.FULL;
    var stages = new ArrayList<CompletionStage<Position>>();
    for (var i = 1; i <= 40; i++) {
      stages.add(log.append(hit(1, i)));
    }
    disk.stall.countDown();
    for (var stage : stages) {
      assertUnlogged(stage);
    }
    disk.mode = FaultyDisk.Mode.GOOD;

    append(log, hit(1, 41));
    stop();

    assertThat(marks(folder)).containsExactly(0, 41);
  }

  @Test
  void append_diskFullFromTheStart_recoversWithAnIntactSegment() throws Exception {
    disk.mode = FaultyDisk.Mode.FULL;
    var log = start(SETTINGS);
    assertUnlogged(log.append(hit(1, 1)));
    disk.mode = FaultyDisk.Mode.GOOD;

    append(log, hit(1, 2));
    stop();

    assertThat(marks(folder)).containsExactly(2);
  }

  @Test
  void append_queueFull_isUnloggedAtOnce() throws Exception {
    disk.stall = new CountDownLatch(1);
    var log = start(SETTINGS);
    var stages = new ArrayList<CompletionStage<Position>>();
    for (var i = 0; i < SETTINGS.queue() + SETTINGS.batch() + 1; i++) {
      stages.add(log.append(hit(1, i)));
    }

    var refused = stages.stream().filter(s -> s.toCompletableFuture().isDone()).toList();
    disk.stall.countDown();

    assertThat(refused).isNotEmpty();
    for (var stage : refused) {
      assertUnlogged(stage);
    }
    assertThat(counters.value(HitLogCounter.QUEUE_FULL)).isEqualTo(refused.size());
  }

  @Test
  void append_afterClose_isUnlogged() throws Exception {
    var log = start(SETTINGS);
    stop();

    assertUnlogged(log.append(hit(1, 1)));
  }

  @Test
  void append_whileOthersWait_sharesTheSync() throws Exception {
    disk.stall = new CountDownLatch(1);
    var log = start(SETTINGS);
    var stages = new ArrayList<CompletionStage<Position>>();
    for (var i = 0; i < 90; i++) {
      stages.add(log.append(hit(1, i)));
    }
    disk.stall.countDown();
    for (var stage : stages) {
      await(stage);
    }

    assertThat(counters.value(HitLogCounter.SYNCS)).isBetween(1L, 2L);
  }

  @Test
  void append_processKilled_losesNoAcknowledgedHit(@TempDir Path left) throws Exception {
    var log = start(SETTINGS);
    for (var i = 0; i < 50; i++) {
      append(log, hit(1, i));
    }
    Hits.copyAsAfterKill(folder, left);

    try (var unused = FileHitLog.open(left, SETTINGS, () -> NOON, new HitLogCounters())) {
      assertThat(marks(left)).containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
    }
  }

  private static void assertUnlogged(CompletionStage<Position> stage) {
    assertThatThrownBy(() -> await(stage))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(Unlogged.class);
  }

  private static void flipBit(Path file, long at) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      var one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 1));
      channel.write(one.flip(), at);
    }
  }
}
