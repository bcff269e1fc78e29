package dev.waypost.persistence.hitlog;

import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitIntake.LoggedHit;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Hits, settings and waiting for tests of the log. */
final class Hits {
  static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  static final HitLogSettings SETTINGS = settings(Acks.FSYNC, 1 << 20);

  private Hits() {}

  static HitLogSettings settings(Acks acks, long segmentBytes) {
    return new HitLogSettings(
        3,
        acks,
        1000,
        100,
        segmentBytes,
        Duration.ofMillis(10),
        Duration.ofHours(24),
        shipper(100, 10_000));
  }

  static ShipperSettings shipper(int readAhead, int expediteScan) {
    return new ShipperSettings(
        4,
        5,
        readAhead,
        expediteScan,
        1000,
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(2));
  }

  static RecipientKey recipient(int number) {
    return new RecipientKey(0x0123_4567_89ab_0000L + number, (short) number);
  }

  /** A click of that recipient that can be told from others by its mark. */
  static Hit hit(int recipient, int mark) {
    var token =
        new Token(
            Token.Kind.CLICK,
            Token.Stage.REAL,
            new LinkTableId(0xab_cdef_0123L),
            7,
            recipient(recipient),
            0x1234_5678);
    return new Hit(NOON, token, Set.of(Hit.Sign.NO_LANGUAGE), mark, 0xc0_0002L);
  }

  static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** Waits until nothing is pending: what went ahead of its turn counts only in its turn. */
  static void settle(HitLogCounters counters) {
    while (counters.pending() > 0) {
      Thread.onSpinWait();
    }
  }

  static HitLog.Position append(HitLog log, Hit hit) throws Exception {
    return await(log.append(hit));
  }

  static List<LoggedHit> logged(Path folder) throws IOException {
    var hits = new ArrayList<LoggedHit>();
    new HitLogReader(folder)
        .forEach(
            entry -> {
              if (entry instanceof HitLogReader.Entry.Logged(var log, var hit)) {
                hits.add(hit);
              }
            });
    return hits;
  }

  static List<Integer> marks(Path folder) throws IOException {
    return logged(folder).stream().map(h -> h.hit().agent()).toList();
  }

  static List<Path> segmentFiles(Path folder) throws IOException {
    return Folder.segments(folder).stream().map(Segment::path).toList();
  }

  /** What a process leaves behind when it is killed now. */
  static void copyAsAfterKill(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (var file : files.toList()) {
        var name = file.getFileName().toString();
        if (!name.equals("lock") && !name.endsWith(".new")) {
          Files.write(to.resolve(name), Files.readAllBytes(file));
        }
      }
    }
  }
}
