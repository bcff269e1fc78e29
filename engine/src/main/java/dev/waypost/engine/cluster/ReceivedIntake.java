package dev.waypost.engine.cluster;

import dev.waypost.engine.roster.Intake;
import dev.waypost.engine.roster.IntakeLine;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An intake of this process from its opening to its end. One whose end fails is left, so that its
 * key is not held by somebody who is gone.
 */
final class ReceivedIntake implements Intake {
  private final Intake intake;
  private final Runnable end;

  /**
   * @param end is told once nothing more is done for the batch
   */
  ReceivedIntake(Intake intake, Runnable end) {
    this.intake = intake;
    this.end = end;
  }

  @Override
  public CompletionStage<Void> offer(List<IntakeLine> lines) {
    return intake.offer(lines);
  }

  @Override
  public CompletionStage<Completion> complete(String digest) {
    return ended(
        intake
            .complete(digest)
            .exceptionallyCompose(
                failure ->
                    intake
                        .leave()
                        .handle((left, notLeft) -> failure)
                        .thenCompose(CompletableFuture::failedFuture)));
  }

  @Override
  public CompletionStage<Void> abort() {
    return ended(intake.abort());
  }

  @Override
  public CompletionStage<Void> leave() {
    return ended(intake.leave());
  }

  private <T> CompletionStage<T> ended(CompletionStage<T> last) {
    return last.whenComplete((done, failure) -> end.run());
  }
}
