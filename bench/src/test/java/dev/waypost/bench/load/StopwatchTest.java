package dev.waypost.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waypost.bench.report.Latency;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class StopwatchTest {
  @Test
  void percentiles_ofAThousandTimes_areWithinAPercent() {
    var watch = new Stopwatch();
    for (var millis = 1; millis <= 1_000; millis++) {
      watch.took(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    var latency = watch.latency("all", Latency.Loop.OPEN);

    assertThat(watch.count()).isEqualTo(1_000);
    assertThat(latency.p50Micros()).isCloseTo(500_000, within(5_000.0));
    assertThat(latency.p99Micros()).isCloseTo(990_000, within(10_000.0));
    assertThat(latency.p999Micros()).isCloseTo(999_000, within(10_000.0));
  }

  @Test
  void times_outsideOfAllBounds_countAsTheNearest() {
    var watch = new Stopwatch();

    watch.took(-5);
    watch.took(Long.MAX_VALUE);

    assertThat(watch.count()).isEqualTo(2);
    assertThat(watch.latency("all", Latency.Loop.OPEN).p50Micros()).isZero();
  }
}
