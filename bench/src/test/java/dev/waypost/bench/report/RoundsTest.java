package dev.waypost.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RoundsTest {
  @Test
  void median_ofAnOddAndAnEvenNumber_isTheMiddle() {
    assertThat(new Rounds(List.of(9.0, 1.0, 5.0)).median()).isEqualTo(5);
    assertThat(new Rounds(List.of(9.0, 1.0, 5.0, 7.0)).median()).isEqualTo(6);
    assertThat(new Rounds(List.of(3.0)).median()).isEqualTo(3);
  }

  @Test
  void spread_isFromLeastToMostAsShareOfTheMedian() {
    assertThat(new Rounds(List.of(8.0, 12.0, 10.0)).spread()).isEqualTo(0.4);
    assertThat(new Rounds(List.of(8.0)).spread()).isZero();
    assertThat(new Rounds(List.of(0.0, 0.0)).spread()).isZero();
  }

  @Test
  void rounds_thatAreNoFigures_areRefused() {
    assertThatThrownBy(() -> new Rounds(List.of())).hasMessageContaining("at least one");
    assertThatThrownBy(() -> new Rounds(List.of(1.0, Double.NaN))).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Rounds(List.of(-1.0))).hasMessageContaining("-1.0");
    assertThatThrownBy(() -> new Rounds(List.of(Double.POSITIVE_INFINITY)))
        .hasMessageContaining("Infinity");
  }

  @Test
  void goal_isMetOnItsSideOnly() {
    assertThat(Goal.atLeast("x", 2, 2, "").isMet()).isTrue();
    assertThat(Goal.atLeast("x", 1.99, 2, "").isMet()).isFalse();
    assertThat(Goal.atMost("x", 2, 2, "").isMet()).isTrue();
    assertThat(Goal.atMost("x", 2.01, 2, "").isMet()).isFalse();
    assertThat(Goal.atLeast("x", Double.NaN, 2, "").isMet()).isFalse();
    assertThat(Goal.atMost("x", Double.NaN, 2, "").isMet()).isFalse();
  }

  @Test
  void grid_withALineOfAnotherWidth_isRefused() {
    var line = new Grid.Line("1", List.of(1.0, 2.0));

    assertThatThrownBy(() -> new Grid("Growth", List.of("rows", "s"), List.of(line)))
        .hasMessageContaining("1 values");
  }
}
