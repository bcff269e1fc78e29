package dev.waypost.bench.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HeapWatchTest {
  @Test
  void log_ofSomeCollections_saysPeakAfterAndLive() {
    var heap =
        HeapWatch.read(
            """
            [2.1s][info][gc] Using G1
            [3.4s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 300M->45M(512M) 5.3ms
            [5.0s][info][gc] GC(1) Concurrent Mark Cycle 12.000ms
            [6.2s][info][gc] GC(2) Pause Young (Normal) (G1 Evacuation Pause) 290M->61M(512M) 4.1ms
            [7.0s][info][gc] GC(3) Pause Full (Diagnostic Command) 70M->38M(200M) 40.0ms
            """);

    assertThat(heap).isEqualTo(new HeapWatch.Heap(300, 61, 38));
  }

  @Test
  void log_withoutACollection_saysNothing() {
    assertThat(HeapWatch.read("[2.1s][info][gc] Using G1\n").peakMiB()).isNaN();
  }
}
