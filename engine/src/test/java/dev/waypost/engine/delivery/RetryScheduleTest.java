package dev.waypost.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {
  private static final RetrySchedule SCHEDULE =
      new RetrySchedule(Duration.ofMinutes(5), 2, Duration.ofHours(4), Duration.ofDays(4));

  @ParameterizedTest
  @CsvSource({"1, 5", "2, 10", "3, 20", "6, 160", "7, 240", "8, 240", "1000000, 240"})
  void delay_growsUpToItsMaximum_withJitterOfAFifth(int tries, long minutes) {
    var random = new Random(3);
    var middle = Duration.ofMinutes(minutes).toMillis();
    for (var i = 0; i < 200; i++) {
      assertThat(SCHEDULE.delayAfter(tries, random).toMillis())
          .isBetween((long) (middle * 0.8) - 1, (long) (middle * 1.2) + 1);
    }
  }

  @Test
  void delay_isNotTheSameForAll() {
    var random = new Random(3);

    assertThat(SCHEDULE.delayAfter(1, random)).isNotEqualTo(SCHEDULE.delayAfter(1, random));
  }

  @Test
  void giveUp_isReachedAtItsTime() {
    assertThat(SCHEDULE.givesUpAfter(Duration.ofDays(4).minusMillis(1))).isFalse();
    assertThat(SCHEDULE.givesUpAfter(Duration.ofDays(4))).isTrue();
  }

  @Test
  void nonsense_isRefused() {
    var minute = Duration.ofMinutes(1);
    assertThatThrownBy(() -> new RetrySchedule(Duration.ZERO, 2, minute, minute))
        .hasMessageContaining("retry.initial");
    assertThatThrownBy(() -> new RetrySchedule(minute, 0.5, minute, minute))
        .hasMessageContaining("retry.factor");
    assertThatThrownBy(() -> new RetrySchedule(minute, Double.NaN, minute, minute))
        .hasMessageContaining("retry.factor");
    assertThatThrownBy(() -> new RetrySchedule(minute, 2, Duration.ofSeconds(1), minute))
        .hasMessageContaining("retry.max");
    assertThatThrownBy(() -> new RetrySchedule(minute, 2, minute, Duration.ofSeconds(1)))
        .hasMessageContaining("retry.give-up");
    assertThatThrownBy(() -> SCHEDULE.delayAfter(0, new Random(1))).hasMessageContaining("got 0");
  }
}
