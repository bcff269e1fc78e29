package dev.waypost.engine.roster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.Recipients;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PageRunTest {
  static final PageSettings SETTINGS =
      new PageSettings(
          2,
          Duration.ofSeconds(15),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(15),
          100);
  private static final Instant NOON = Recipients.NOON;

  private final PageRun run = new PageRun(rows(3), new BitSet(), Map.of(), SETTINGS);

  /** So many rows, at the lines 2, 3, ... */
  static List<RowRef> rows(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            position ->
                new RowRef(
                    position,
                    position + 2,
                    Recipients.ANN.key(),
                    Recipients.row(position),
                    MailingOrder.Claim.OWNED))
        .toList();
  }

  @Test
  void take_asksNoMoreThanThereIsRoomFor() {
    assertThat(run.take(NOON)).hasSize(2);
    assertThat(run.take(NOON)).isEmpty();
    run.heard(0, MailingState.DELIVERED, Optional.empty(), NOON);
    assertThat(run.take(NOON)).extracting(RowRef::position).containsExactly(2);
  }

  @ParameterizedTest
  @EnumSource(MailingState.class)
  void heard_finishesFinalRowsOnly(MailingState state) {
    run.take(NOON);
    run.heard(0, state, Optional.empty(), NOON);

    assertThat(run.finishedPositions().get(0)).isEqualTo(Recipients.isFinal(state));
  }

  @Test
  void heard_deferred_isAskedWhenItIsDue() {
    var single = new PageRun(rows(1), new BitSet(), Map.of(), SETTINGS);
    single.take(NOON);
    single.heard(0, MailingState.DEFERRED, Optional.of(NOON.plusSeconds(300)), NOON);

    assertThat(single.nextDue()).contains(NOON.plusSeconds(300));
    assertThat(single.take(NOON.plusSeconds(299))).isEmpty();
    assertThat(single.take(NOON.plusSeconds(300))).hasSize(1);
  }

  @Test
  void heard_inDoubt_isAskedAgainAfterAWhile() {
    var single = new PageRun(rows(1), new BitSet(), Map.of(), SETTINGS);
    single.take(NOON);
    single.heard(0, MailingState.IN_DOUBT, Optional.empty(), NOON);

    assertThat(single.isFinished()).isFalse();
    assertThat(single.nextDue()).contains(NOON.plus(SETTINGS.heldEvery()));
  }

  @Test
  void overdue_isAskedAnew() {
    run.take(NOON);

    assertThat(run.overdue(NOON.plusSeconds(15))).isEmpty();
    assertThat(run.overdue(NOON.plusSeconds(16))).hasSize(2);
    assertThat(run.overdue(NOON.plusSeconds(17))).isEmpty();
  }

  @Test
  void checkpoint_isTakenUp() {
    var finished = new BitSet();
    finished.set(0);
    var taken = new PageRun(rows(3), finished, Map.of(1, NOON.plusSeconds(60)), SETTINGS);

    assertThat(taken.take(NOON)).extracting(RowRef::position).containsExactly(2);
    taken.forgetDue();
    assertThat(taken.take(NOON)).extracting(RowRef::position).containsExactly(1);
  }

  @Test
  void reopened_isAskedAgain() {
    for (var position = 0; position < 3; position++) {
      run.heard(position, MailingState.BOUNCED, Optional.empty(), NOON);
    }
    assertThat(run.isFinished()).isTrue();
    run.reopen(1);

    assertThat(run.isFinished()).isFalse();
    assertThat(run.take(NOON)).extracting(RowRef::position).containsExactly(1);
  }

  @Test
  void reopenedWhileAsked_isAskedAgainAtOnce() {
    var asked = run.take(NOON).getFirst().position();
    run.reopen(asked);

    assertThat(run.take(NOON)).extracting(RowRef::position).contains(asked);
  }

  @Test
  void erasedRows_areNotMissed() {
    var finished = new BitSet();
    finished.set(0);
    var left = new PageRun(List.of(rows(3).getFirst()), finished, Map.of(), SETTINGS);

    assertThat(left.isFinished()).isTrue();
    assertThat(new PageRun(List.of(), new BitSet(), Map.of(), SETTINGS).isFinished()).isTrue();
  }

  @Test
  void open_ofAPageThatWasNotDriving_isWhoWasAsked() {
    run.take(NOON);
    run.heard(0, MailingState.DELIVERED, Optional.empty(), NOON);
    run.heard(1, MailingState.DEFERRED, Optional.of(NOON.plusSeconds(60)), NOON);

    assertThat(run.open(NOON)).extracting(RowRef::position).containsExactly(1);
  }

  @Test
  void open_ofAPageThatWasDriving_isEverybodyUnfinished() {
    var finished = new BitSet();
    finished.set(0);
    var driving = new Page.Open(Page.Phase.DRIVING, finished, Map.of());
    var resting = new Page.Open(Page.Phase.RESTING, finished, Map.of());

    assertThat(PageRun.of(driving, rows(3), SETTINGS).open(NOON))
        .extracting(RowRef::position)
        .containsExactly(1, 2);
    assertThat(PageRun.of(resting, rows(3), SETTINGS).open(NOON)).isEmpty();
  }
}
