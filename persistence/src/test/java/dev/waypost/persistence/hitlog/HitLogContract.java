package dev.waypost.persistence.hitlog;

import static dev.waypost.persistence.hitlog.Hits.await;
import static dev.waypost.persistence.hitlog.Hits.hit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.HitLog.Position;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every hit log keeps to. */
interface HitLogContract {
  /** A new log that ships to the intake. */
  HitLog log(ModelIntake intake) throws Exception;

  /** An intake that answers at once. */
  static ModelIntake intake() {
    return new ModelIntake(new java.util.Random(1), Runnable::run);
  }

  @Test
  default void append_hits_areNumberedFromOneInOrder() throws Exception {
    var log = log(intake());

    var first = await(log.append(hit(1, 10)));
    var second = await(log.append(hit(2, 11)));

    assertThat(first.number()).isEqualTo(1);
    assertThat(second).isEqualTo(new Position(first.log(), 2));
  }

  @Test
  default void append_manyAtOnce_giveEachItsOwnNumber() throws Exception {
    var log = log(intake());

    var stages = new ArrayList<CompletionStage<Position>>();
    for (var i = 0; i < 500; i++) {
      stages.add(log.append(hit(i % 7, i)));
    }

    var numbers = new ArrayList<Long>();
    for (var stage : stages) {
      numbers.add(await(stage).number());
    }
    assertThat(numbers)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 500).mapToObj(Long::valueOf).toList());
  }

  @Test
  default void shipped_intakeAnswers_completesWithAllBeforeApplied() throws Exception {
    var intake = intake();
    var log = log(intake);
    for (var i = 0; i < 20; i++) {
      await(log.append(hit(1, i)));
    }

    await(log.shipped(await(log.append(hit(1, 20)))));

    assertThat(intake.applied(1))
        .containsExactlyElementsOf(IntStream.rangeClosed(0, 20).boxed().toList());
    assertThat(intake.breaches()).isEmpty();
  }

  @Test
  default void shipped_askedTwice_completesTwice() throws Exception {
    var intake = intake();
    var log = log(intake);
    var position = await(log.append(hit(1, 1)));

    await(log.shipped(position));
    await(log.shipped(position));

    assertThat(intake.applied(1)).containsExactly(1);
  }

  @Test
  default void shipped_intakeSilent_waitsForItsAnswer() throws Exception {
    var intake = intake();
    var gate = new CompletableFuture<Void>();
    intake.answerAfter(gate);
    var log = log(intake);

    var shipped = log.shipped(await(log.append(hit(1, 1)))).toCompletableFuture();
    assertThat(shipped).isNotDone();
    gate.complete(null);

    await(shipped);
    assertThat(intake.applied(1)).containsExactly(1);
  }

  @Test
  default void shipped_intakeFailing_isRepeatedUntilItAnswers() throws Exception {
    var intake = intake();
    intake.failing(0.8);
    var log = log(intake);

    for (var i = 0; i < 10; i++) {
      await(log.shipped(await(log.append(hit(1, i)))));
    }

    assertThat(intake.applied(1))
        .containsExactlyElementsOf(IntStream.range(0, 10).boxed().toList());
    assertThat(intake.breaches()).isEmpty();
  }
}
