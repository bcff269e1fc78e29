package dev.waypost.engine.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.engine.recipient.Recipients;
import java.time.Instant;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final Instant NOON = Recipients.NOON;
  private static final Page.Fresh FRESH = new Page.Fresh();

  @Test
  void driven_isOpenAndKeepsWhatIsKnown() {
    var driven = new PageEvent.Driven(NOON, NOON);
    var open = new Page.Open(Page.Phase.RESTING, bits(1), Map.of(2, NOON));

    assertThat(Page.evolve(FRESH, driven))
        .isEqualTo(new Page.Open(Page.Phase.DRIVING, bits(), Map.of()));
    assertThat(Page.evolve(open, driven))
        .isEqualTo(new Page.Open(Page.Phase.DRIVING, bits(1), Map.of(2, NOON)));
  }

  @Test
  void rested_replacesWhatIsKnown() {
    var rested = new PageEvent.Rested(bits(0, 1), Map.of(), NOON, Optional.empty());

    assertThat(Page.evolve(new Page.Open(Page.Phase.DRIVING, bits(0), Map.of(1, NOON)), rested))
        .isEqualTo(new Page.Open(Page.Phase.RESTING, bits(0, 1), Map.of()));
  }

  @Test
  void reopened_clearsOneRow() {
    var reopened = new PageEvent.Reopened(1, NOON, NOON);

    assertThat(Page.evolve(new Page.Closed(bits(0, 1)), reopened))
        .isEqualTo(new Page.Open(Page.Phase.RESTING, bits(0), Map.of()));
    assertThat(Page.evolve(new Page.Open(Page.Phase.DRIVING, bits(1), Map.of(2, NOON)), reopened))
        .isEqualTo(new Page.Open(Page.Phase.DRIVING, bits(), Map.of(2, NOON)));
  }

  @Test
  void closed_seesOnlyAReopen() {
    var closed = new Page.Closed(bits(0));

    assertThatThrownBy(() -> Page.evolve(closed, new PageEvent.Driven(NOON, NOON)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Page.evolve(closed, new PageEvent.Closed(NOON)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Page.evolve(FRESH, new PageEvent.Reopened(0, NOON, NOON)))
        .isInstanceOf(IllegalStateException.class);
  }

  private static BitSet bits(int... positions) {
    var bits = new BitSet();
    for (var position : positions) {
      bits.set(position);
    }
    return bits;
  }
}
