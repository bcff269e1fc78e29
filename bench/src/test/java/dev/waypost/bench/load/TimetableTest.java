package dev.waypost.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TimetableTest {
  @Test
  void operations_areDueAtEvenDistances() {
    var timetable = Timetable.of(4_000);

    var first = timetable.dueNanos(0);

    assertThat(timetable.dueNanos(1) - first).isEqualTo(250_000);
    assertThat(timetable.dueNanos(4_000) - first).isEqualTo(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void operation_thatIsLate_isStillDueWhenItWas() {
    var timetable = Timetable.of(1_000_000);
    var due = timetable.dueNanos(3);

    assertThat(timetable.await(3)).isEqualTo(due);
    assertThat(System.nanoTime()).isGreaterThanOrEqualTo(due);
  }

  @Test
  void rate_thatIsNone_isRefused() {
    for (var rate : new double[] {0, -1, Double.NaN, 1e9}) {
      assertThatThrownBy(() -> Timetable.of(rate)).hasMessageContaining("per second");
    }
  }
}
