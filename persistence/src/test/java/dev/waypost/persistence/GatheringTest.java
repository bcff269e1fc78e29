package dev.waypost.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Items are numbers, which weigh what they are. The database runs a piece when it is told to. */
class GatheringTest {
  private static final Gathering.Bounds BOUNDS = new Gathering.Bounds(6, 100, 4, 50, 1);

  private final Deque<Piece> database = new ArrayDeque<>();
  private final List<List<Integer>> worked = new ArrayList<>();
  private final List<Integer> done = new ArrayList<>();
  private final List<Integer> failed = new ArrayList<>();
  private final Set<Integer> poisoned = new HashSet<>();
  private int halved;

  private final Gathering<Integer> gathering =
      new Gathering<>(BOUNDS, item -> item, this::start, this::work, new Told());

  private record Piece(SqlWork<Boolean> work, CompletableFuture<Boolean> reply) {}

  @Test
  void items_thatComeWhileAPieceIsUnderWay_goTogether() {
    assertThat(gathering.offer(1)).isTrue();
    assertThat(database).hasSize(1);
    gathering.offer(2);
    runOne();
    gathering.offer(3);
    gathering.offer(4);
    assertThat(database).hasSize(1);
    runOne();

    assertThat(worked).containsExactly(List.of(1, 2), List.of(3, 4));
    assertThat(done).containsExactly(1, 2, 3, 4);
    assertThat(database).isEmpty();
  }

  @Test
  void piece_hasItsBoundsInNumberAndWeight() {
    for (var item : new int[] {1, 2, 3, 4, 5, 6}) {
      gathering.offer(item);
    }
    runAll();
    for (var item : new int[] {20, 30, 1}) {
      gathering.offer(item);
    }
    runAll();
    gathering.offer(90);
    runAll();

    assertThat(worked)
        .containsExactly(
            List.of(1, 2, 3, 4), List.of(5, 6), List.of(20, 30), List.of(1), List.of(90));
  }

  @Test
  void offer_whenTooManyOrTooMuchWait_isRefused() {
    for (var item = 1; item <= 6; item++) {
      assertThat(gathering.offer(item)).isTrue();
    }
    assertThat(gathering.offer(7)).isFalse();
    runAll();
    assertThat(gathering.offer(99)).isTrue();
    assertThat(gathering.offer(2)).isFalse();
    assertThat(gathering.offer(1)).isTrue();
    runAll();
    assertThat(gathering.offer(1_000)).isTrue();
    runAll();

    assertThat(done).containsExactly(1, 2, 3, 4, 5, 6, 99, 1, 1_000);
  }

  @Test
  void piece_withGuiltyOnes_failsThemAlone() {
    poisoned.addAll(Set.of(2, 3));
    for (var item : new int[] {1, 2, 3, 4}) {
      gathering.offer(item);
    }
    runAll();

    assertThat(done).containsExactlyInAnyOrder(1, 4);
    assertThat(failed).containsExactlyInAnyOrder(2, 3);
    assertThat(halved).isEqualTo(3);
  }

  @Test
  void piece_thatFailsBecauseOfTheServer_failsWhole() {
    poisoned.add(-1);
    for (var item : new int[] {1, 2, 3, 4}) {
      gathering.offer(item);
    }
    runAll();

    assertThat(failed).containsExactly(1, 2, 3, 4);
    assertThat(halved).isZero();
    assertThat(worked).hasSize(1);
  }

  @Test
  void piece_thatIsNotTaken_failsAllThatWait() {
    for (var item : new int[] {1, 2, 3, 4, 5}) {
      gathering.offer(item);
    }
    database.remove().reply().completeExceptionally(new IllegalStateException("closed"));

    assertThat(failed).containsExactly(1, 2, 3, 4, 5);
    assertThat(gathering.waiting()).isZero();
    assertThat(gathering.offer(1)).isTrue();
    runAll();
    assertThat(done).containsExactly(1);
  }

  private CompletionStage<Boolean> start(SqlWork<Boolean> work) {
    var piece = new Piece(work, new CompletableFuture<>());
    database.add(piece);
    return piece.reply();
  }

  private void runAll() {
    while (!database.isEmpty()) {
      runOne();
    }
  }

  private void runOne() {
    var piece = database.remove();
    try {
      piece.reply().complete(piece.work().run(noSession()));
    } catch (SQLException e) {
      piece.reply().completeExceptionally(e);
    }
  }

  @SuppressWarnings("NullAway") // nobody looks at it
  private static Session noSession() {
    return null;
  }

  private void work(Session session, List<Integer> items) throws SQLException {
    worked.add(List.copyOf(items));
    if (poisoned.contains(-1)) {
      throw new SQLException("the connection is gone", "08006");
    }
    if (items.stream().anyMatch(poisoned::contains)) {
      throw new SQLException("taken", "23505");
    }
  }

  private final class Told implements Gathering.Outcome<Integer> {
    @Override
    public void done(List<Integer> items) {
      done.addAll(items);
    }

    @Override
    public void failed(List<Integer> items, Throwable why) {
      failed.addAll(items);
    }

    @Override
    public void halved() {
      halved++;
    }
  }
}
