package dev.waypost.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.cluster.Reception.Wait;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.roster.Intake;
import dev.waypost.engine.roster.IntakeLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ReceptionTest {
  private static final BatchId BATCH = new BatchId("AAAAAAAAAAAAAAAA");
  private static final Duration LONG = Duration.ofMinutes(5);

  private final Reception reception = new Reception();

  private static <T> T now(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void ended_unknownBatch_isSoAtOnce() {
    assertThat(now(reception.ended(BATCH, LONG))).isEqualTo(Wait.ENDED);
  }

  @Test
  void ended_whileReceived_waitsForTheEnd() {
    reception.begin(BATCH);
    var one = reception.ended(BATCH, LONG).toCompletableFuture();
    var other = reception.ended(BATCH, LONG).toCompletableFuture();
    assertThat(one).isNotDone();

    reception.end(BATCH);

    assertThat(one).isCompletedWithValue(Wait.ENDED);
    assertThat(other).isCompletedWithValue(Wait.ENDED);
    assertThat(reception.has(BATCH)).isFalse();
    reception.end(BATCH);
  }

  @Test
  void ended_withoutPatience_isStillReceivedAndGoesOn() {
    reception.begin(BATCH);

    assertThat(now(reception.ended(BATCH, Duration.ZERO))).isEqualTo(Wait.STILL_RECEIVED);

    assertThat(reception.has(BATCH)).isTrue();
    var next = reception.ended(BATCH, LONG).toCompletableFuture();
    reception.end(BATCH);
    assertThat(next).isCompletedWithValue(Wait.ENDED);
  }

  /** Records what is asked of it, and does it when it is told to. */
  private static final class Scripted implements Intake {
    final List<String> asked = new ArrayList<>();
    final CompletableFuture<Completion> completed = new CompletableFuture<>();
    final CompletableFuture<Void> stopped = new CompletableFuture<>();

    @Override
    public CompletionStage<Void> offer(List<IntakeLine> lines) {
      asked.add("offer");
      return stopped;
    }

    @Override
    public CompletionStage<Completion> complete(String digest) {
      asked.add("complete " + digest);
      return completed;
    }

    @Override
    public CompletionStage<Void> abort() {
      asked.add("abort");
      return stopped;
    }

    @Override
    public CompletionStage<Void> leave() {
      asked.add("leave");
      return stopped;
    }
  }

  private final Scripted inner = new Scripted();
  private final List<String> ends = new ArrayList<>();
  private final Intake intake = new ReceivedIntake(inner, () -> ends.add("end"));

  @Test
  void complete_thatFails_leavesTheBatchBeforeItsEnd() {
    var answer = intake.complete("d").toCompletableFuture();

    inner.completed.completeExceptionally(new IllegalStateException("database away"));
    assertThat(inner.asked).containsExactly("complete d", "leave");
    assertThat(ends).isEmpty();
    assertThat(answer).isNotDone();

    inner.stopped.completeExceptionally(new IllegalStateException("still away"));
    assertThat(ends).hasSize(1);
    assertThat(answer).isCompletedExceptionally();
    assertThat(answer.exceptionNow()).hasMessageContaining("database away");
  }

  @Test
  void abortAndLeave_endWhenTheyAreDoneWhateverCameOfIt() {
    var unused = intake.offer(List.of());
    var aborted = intake.abort();
    assertThat(ends).isEmpty();

    inner.stopped.completeExceptionally(new IllegalStateException("database away"));

    assertThat(aborted.toCompletableFuture()).isCompletedExceptionally();
    assertThat(ends).hasSize(1);
    assertThat(inner.asked).containsExactly("offer", "abort");
  }
}
