package dev.waypost.engine.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.Seeds;
import dev.waypost.engine.delivery.Pace;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PacerTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private long now;

  private Pacer pacer(String pace) {
    return new Pacer(Optional.of(Pace.parse(pace)), () -> now);
  }

  @Test
  void rest_afterAnAttempt_isTheInterval() {
    now =
        Long.MAX_VALUE - Duration.ofMillis(50).toNanos(); // the clock may begin anywhere, and wrap
    var pacer = pacer("600 per minute");

    assertThat(pacer.rest()).isZero();
    pacer.begin();
    assertThat(pacer.rest()).isEqualTo(Duration.ofMillis(100));

    now += Duration.ofMillis(60).toNanos();
    assertThat(pacer.rest()).isEqualTo(Duration.ofMillis(40));
  }

  @Test
  void rest_withoutAPace_isNever() {
    var pacer = new Pacer(Optional.empty(), () -> now);

    pacer.begin();

    assertThat(pacer.rest()).isZero();
  }

  /**
   * Whoever asks whenever, with timers that come late: never more in a second, and in the end all.
   */
  @Test
  void attempts_underLateTimers_keepThePace() {
    Seeds.each(
        50,
        random -> {
          now = random.nextLong();
          var mails = 1 + random.nextInt(2_000);
          var pacer = pacer(mails + " per second");
          var inOneSecond = new ArrayDeque<Long>();
          var begin = now;
          var count = 0;
          while (now - begin < 10 * SECOND) {
            while (pacer.rest().isZero()) {
              pacer.begin();
              count++;
              inOneSecond.add(now);
              while (now - inOneSecond.getFirst() >= SECOND) {
                inOneSecond.removeFirst();
              }
              assertThat(inOneSecond.size()).isLessThanOrEqualTo(mails + mails / 10 + 2);
            }
            now += pacer.rest().toNanos() + random.nextInt(20_000_000);
          }
          if (mails > 50) {
            assertThat(count).isBetween((int) (9.7 * mails), (int) (10.2 * mails));
          }
        });
  }
}
