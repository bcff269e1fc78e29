package dev.waypost.persistence.store;

import static dev.waypost.persistence.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.id.Slice;
import dev.waypost.engine.roster.Alarms;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every place for alarms answers. */
interface AlarmsContract {
  Alarms alarms();

  /** Writes an alarm, as an event does. */
  void set(String persistenceId, int slice, long dueAt);

  @Test
  default void due_givesWhatIsDueInTheSlicesEarliestFirst() {
    set("c|default|late", 10, 3_000);
    set("c|default|early", 11, 1_000);
    set("c|default|below", 9, 1_000);
    set("c|default|above", 13, 1_000);
    set("c|default|tomorrow", 10, 9_000);
    set("c|default|now", 12, 5_000);
    var now = Instant.ofEpochMilli(5_000);

    assertThat(await(alarms().due(new Slice(10), new Slice(12), now, 10)))
        .containsExactly("c|default|early", "c|default|late", "c|default|now");
    assertThat(await(alarms().due(new Slice(10), new Slice(12), now, 2)))
        .containsExactly("c|default|early", "c|default|late");
  }
}
