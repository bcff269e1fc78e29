package dev.waypost.engine.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.Seeds;
import dev.waypost.engine.TransitionTable;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RecipientSimulationTest {
  @Test
  void recipient_underRandomRequests_keepsItsPromisesAndTheTable() {
    Set<String> reached = new TreeSet<>();

    Seeds.each(300, random -> new RecipientSimulation(random, reached).run(200));

    assertThat(reached).isEqualTo(TransitionTable.under("Mailing transitions"));
  }
}
