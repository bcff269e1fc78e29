package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.engine.Engine;
import dev.waypost.engine.IntakeOpening;
import dev.waypost.engine.SuppressionImport;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.roster.Intake;
import dev.waypost.engine.roster.IntakeLine;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimedEngineTest {
  private static final CampaignId SPRING = new CampaignId(SenderId.DEFAULT, "spring");
  private static final BatchId BATCH = new BatchId("AAAAAAAAAAAAAAAA");
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final CompletableFuture<Object> answer = new CompletableFuture<>();

  /** Every call is answered by the one stage. */
  private Engine engine(Duration limit) {
    var frozen =
        (Engine)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Engine.class},
                (proxy, method, arguments) -> answer);
    return new TimedEngine(frozen, limit);
  }

  private static final class CountingIntake implements Intake {
    final AtomicInteger aborted = new AtomicInteger();

    @Override
    public CompletionStage<Void> offer(List<IntakeLine> lines) {
      return CompletableFuture.failedStage(new AssertionError("nobody offers to it"));
    }

    @Override
    public CompletionStage<Completion> complete(String digest) {
      return CompletableFuture.failedStage(new AssertionError("nobody completes it"));
    }

    @Override
    public CompletionStage<Void> abort() {
      aborted.incrementAndGet();
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> leave() {
      return CompletableFuture.failedStage(new AssertionError("nobody leaves it"));
    }
  }

  @Test
  void call_withoutAnswer_isUnavailable() {
    var batch = engine(SHORT).batch(SenderId.DEFAULT, BATCH).toCompletableFuture();

    assertThatThrownBy(batch::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(Engine.Unavailable.class);
  }

  @Test
  void call_thatFails_failsAsItDid() {
    answer.completeExceptionally(new IllegalStateException("a bug"));

    var batch = engine(LONG).batch(SenderId.DEFAULT, BATCH).toCompletableFuture();

    assertThatThrownBy(batch::get).hasStackTraceContaining("a bug");
  }

  @Test
  void openIntake_tooLate_isAborted() {
    var intake = new CountingIntake();
    var opening = engine(SHORT).openIntake(SPRING, Optional.of("key")).toCompletableFuture();
    assertThatThrownBy(opening::get).hasCauseInstanceOf(Engine.Unavailable.class);

    answer.complete(new IntakeOpening.Receiving(intake));

    assertThat(intake.aborted).hasValue(1);
  }

  @Test
  void openIntake_inTime_isHandedOut() {
    var intake = new CountingIntake();
    answer.complete(new IntakeOpening.Receiving(intake));

    var opening = engine(LONG).openIntake(SPRING, Optional.of("key")).toCompletableFuture();

    assertThat(opening).isCompletedWithValue(new IntakeOpening.Receiving(intake));
    assertThat(intake.aborted).hasValue(0);
  }

  /** An import whose offers never come to an end, as behind a database that is frozen. */
  private static final class StuckImport implements SuppressionImport {
    final CompletableFuture<Void> offer = new CompletableFuture<>();
    final AtomicInteger aborted = new AtomicInteger();

    @Override
    public CompletionStage<Void> offer(List<Line> lines) {
      return offer;
    }

    @Override
    public CompletionStage<Imported> complete() {
      return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Void> abort() {
      aborted.incrementAndGet();
      return CompletableFuture.completedStage(null);
    }
  }

  @Test
  void import_thatIsStuck_isUnavailableAndAbortedWhenItsOfferEnds() {
    var stuck = new StuckImport();
    var timed = new TimedImport(stuck, SHORT);

    var offer = timed.offer(List.of()).toCompletableFuture();
    assertThatThrownBy(offer::get).hasCauseInstanceOf(Engine.Unavailable.class);
    var complete = timed.complete().toCompletableFuture();
    assertThatThrownBy(complete::get).hasCauseInstanceOf(Engine.Unavailable.class);
    var abort = timed.abort().toCompletableFuture();
    assertThatThrownBy(abort::get).hasCauseInstanceOf(Engine.Unavailable.class);
    assertThat(stuck.aborted).hasValue(0);

    stuck.offer.complete(null);

    assertThat(stuck.aborted).hasValue(1);
  }
}
