package dev.waypost.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.recipient.Recipient.Expiry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
  private Instant wall = Instant.parse("2026-03-01T12:00:00Z");
  private long nanos = Long.MAX_VALUE - 1_000_000_000L;
  private final ClockWatch watch = new ClockWatch(() -> wall, () -> nanos);

  @Test
  void clocksInStep_allowExpiry() {
    assertThat(after(Duration.ofSeconds(5), Duration.ofSeconds(5))).isEqualTo(Expiry.ACTIVE);
    assertThat(after(Duration.ofDays(3), Duration.ofDays(3))).isEqualTo(Expiry.ACTIVE);
  }

  @Test
  void stepForward_suspendsUntilItIsTakenBack() {
    assertThat(after(Duration.ofMinutes(10), Duration.ofSeconds(5))).isEqualTo(Expiry.SUSPENDED);
    assertThat(watch.expiry()).isEqualTo(Expiry.SUSPENDED);
    assertThat(after(Duration.ofSeconds(5), Duration.ofSeconds(5))).isEqualTo(Expiry.SUSPENDED);
    assertThat(after(Duration.ofMinutes(-10), Duration.ofSeconds(5))).isEqualTo(Expiry.ACTIVE);
  }

  @Test
  void stepBack_suspends() {
    assertThat(after(Duration.ofHours(-1), Duration.ofSeconds(5))).isEqualTo(Expiry.SUSPENDED);
  }

  @Test
  void smallSteps_addUp() {
    for (var i = 0; i < 5; i++) {
      assertThat(after(Duration.ofSeconds(65), Duration.ofSeconds(5))).isEqualTo(Expiry.ACTIVE);
    }
    assertThat(after(Duration.ofSeconds(65), Duration.ofSeconds(5))).isEqualTo(Expiry.SUSPENDED);
  }

  @Test
  void slowDrift_isNoStep() {
    for (var i = 0; i < 1000; i++) {
      after(Duration.ofSeconds(6), Duration.ofSeconds(5));
    }
    assertThat(watch.expiry()).isEqualTo(Expiry.ACTIVE);
  }

  private Expiry after(Duration onTheWall, Duration reallyPassed) {
    wall = wall.plus(onTheWall);
    nanos += reallyPassed.toNanos();
    return watch.look();
  }
}
