package dev.waypost.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.persistence.Gathering;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HandoverTest {
  private static final Gathering.Bounds ANY = new Gathering.Bounds(1, 1, 1, 1, 1);

  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private final Handover handover = handover(2, 100_000);

  private Handover handover(int entries, long bytes) {
    var settings = new JournalSettings(ANY, ANY, ANY, 1, 1, entries, bytes, Duration.ofSeconds(10));
    return new Handover(settings, () -> now);
  }

  @Test
  void past_withEvents_isThereUntilTheyAreTaken() {
    handover.put("a", past(3));

    assertThat(handover.highest("a")).map(Past::highest).contains(3L);
    assertThat(handover.take("a")).map(p -> p.events().size()).contains(3);
    assertThat(handover.take("a")).isEmpty();
    assertThat(handover.highest("b")).isEmpty();
  }

  @Test
  void past_withNothingToReplay_isThereForOneQuestion() {
    handover.put("a", Past.NONE);

    assertThat(handover.highest("a")).contains(Past.NONE);
    assertThat(handover.size()).isZero();
  }

  @Test
  void entries_beyondTheBounds_loseTheOldest() {
    handover.put("a", past(1));
    handover.put("b", past(1));
    handover.put("c", past(1));
    assertThat(handover.take("a")).isEmpty();
    assertThat(handover.take("b")).isPresent();

    var narrow = handover(100, past(3).bytes() * 2);
    narrow.put("a", past(3));
    narrow.put("b", past(3));
    narrow.put("c", past(3));
    assertThat(narrow.size()).isEqualTo(2);
    narrow.put("d", past(100));
    assertThat(narrow.size()).isZero();
    narrow.put("e", past(3));
    assertThat(narrow.take("e")).isPresent();
  }

  @Test
  void entry_afterItsTime_isGone() {
    handover.put("a", past(1));
    now = now.plusSeconds(10);

    assertThat(handover.take("a")).isEmpty();
    handover.put("a", past(1));
    now = now.plusSeconds(11);
    handover.put("b", past(1));
    assertThat(handover.size()).isEqualTo(1);
  }

  @Test
  void entry_afterAWrite_isGone() {
    handover.put("a", past(1));
    handover.drop("a");

    assertThat(handover.take("a")).isEmpty();
  }

  private static Past past(int events) {
    var list =
        LongStream.rangeClosed(1, events)
            .mapToObj(n -> new RawState(n, 1, 0, new byte[10]))
            .toList();
    return new Past(Optional.empty(), 1, events, List.copyOf(list));
  }
}
