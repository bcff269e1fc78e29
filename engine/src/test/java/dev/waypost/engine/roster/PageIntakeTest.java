package dev.waypost.engine.roster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Pseudonyms;
import dev.waypost.engine.id.SenderId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageIntakeTest {
  private static final int ROW_BYTES = 100;
  private static final BatchId BATCH = new BatchId("AAAAAAAAAAAAAAAA");
  private static final CampaignId CAMPAIGN = new CampaignId(SenderId.DEFAULT, "spring");

  private final PendingBatches batches = new PendingBatches();
  private PageIntake intake = intake(1 << 20);

  /** Pages of 2 rows, 3 pages at once. */
  private PageIntake intake(int pageBytesMax) {
    var batch =
        new Batch(
            BATCH,
            CAMPAIGN,
            Batch.State.RECEIVING,
            Optional.of(new Incarnation(1)),
            Optional.empty(),
            Optional.empty(),
            0,
            0,
            0,
            0,
            Instant.EPOCH);
    return new PageIntake(
        batch,
        batches,
        new Pseudonyms(new byte[Pseudonyms.SALT_BYTES_MIN]),
        new Sealing(batches, (campaign, request) -> batches.never(), page -> batches.never(), 3),
        new IntakeSettings(2, pageBytesMax, 3, 1_000, 10, Duration.ofDays(1), Duration.ZERO));
  }

  @BeforeEach
  void begin() {
    intake = intake(1 << 20);
  }

  private CompletionStage<Void> offer(int firstLine, int count) {
    return intake.offer(
        IntStream.range(firstLine, firstLine + count).mapToObj(PageIntakeTest::line).toList());
  }

  private static IntakeLine line(int line) {
    return new IntakeLine.Good(
        new RowSubmission(
            line,
            Optional.of("c-" + line),
            new EmailAddress("ann" + line, "example.com"),
            Optional.empty(),
            Map.of(),
            Map.of(),
            ROW_BYTES));
  }

  private static boolean isDone(CompletionStage<?> stage) {
    return stage.toCompletableFuture().isDone();
  }

  private static boolean hasFailed(CompletionStage<?> stage) {
    return stage.toCompletableFuture().isCompletedExceptionally();
  }

  @Test
  void offer_firstPageFull_storesItAtOnce() {
    assertThat(isDone(offer(1, 2))).isTrue();
    assertThat(batches.writes()).isEmpty();

    assertThat(isDone(offer(3, 1))).isTrue();
    assertThat(batches.writes()).containsExactly("0: 1 2");
  }

  @Test
  void offer_manyLines_storesEverMorePagesAtOnceInOrder() {
    var offered = offer(1, 15);
    assertThat(batches.writes()).containsExactly("0: 1 2");

    batches.answer();
    batches.answer();
    assertThat(batches.writes()).containsExactly("0: 1 2", "1: 3 4", "2: 5 6, 7 8");
    assertThat(isDone(offered)).isFalse();

    batches.answer();
    assertThat(batches.writes()).hasSize(4).last().isEqualTo("4: 9 10, 11 12, 13 14");
    assertThat(isDone(offered)).isTrue();
  }

  @Test
  void offer_whilePagesAreWritten_waitsOnlyOnceThereIsNoRoom() {
    assertThat(isDone(offer(1, 3))).isTrue();
    assertThat(isDone(offer(4, 1))).isTrue();

    assertThat(isDone(offer(5, 1))).isFalse();
    assertThat(batches.writes()).hasSize(1);
  }

  @Test
  void offer_largeRows_storesFewerPagesAtOnce() {
    intake = intake(2 * ROW_BYTES);
    for (var line = 1; line <= 5; line += 2) {
      var unused = offer(line, 2);
      batches.answerAll();
    }

    assertThat(isDone(offer(7, 1))).isTrue();

    assertThat(batches.writes()).containsExactly("0: 1 2", "1: 3 4", "2: 5 6");
  }

  @Test
  void offer_writeBeforeFailed_failsAndStoresNothingMore() {
    var offered = offer(1, 5);
    batches.fail();

    assertThat(hasFailed(offered)).isTrue();
    assertThat(hasFailed(intake.complete("digest"))).isTrue();
    assertThat(batches.writes()).hasSize(1);
    assertThat(batches.said()).isEmpty();
  }

  @Test
  void complete_rowsLeft_storesThemBeforeItSaysSo() {
    var unused = offer(1, 3);
    var completed = intake.complete("digest");
    batches.answer();

    assertThat(batches.writes()).containsExactly("0: 1 2", "1: 3");
    assertThat(batches.said()).isEmpty();

    batches.answer();
    assertThat(batches.said()).containsExactly("complete 2");
    assertThat(isDone(completed)).isFalse();
  }

  @Test
  void complete_lastWriteFailed_fails() {
    var unused = offer(1, 1);
    var completed = intake.complete("digest");
    batches.fail();

    assertThat(hasFailed(completed)).isTrue();
    assertThat(batches.said()).isEmpty();
  }

  @Test
  void leave_whilePagesAreWritten_waitsForThem() {
    var unused = offer(1, 3);
    var left = intake.leave();
    assertThat(batches.said()).isEmpty();

    batches.answer();

    assertThat(batches.said()).containsExactly("leave");
    assertThat(hasFailed(left)).isFalse();
  }

  @Test
  void abort_afterAFailedWrite_abandonsAllTheSame() {
    var unused = offer(1, 3);
    batches.fail();

    var aborted = intake.abort();

    assertThat(batches.said()).containsExactly("abandon");
    assertThat(hasFailed(aborted)).isFalse();
  }
}
