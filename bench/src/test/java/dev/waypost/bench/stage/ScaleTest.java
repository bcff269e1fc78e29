package dev.waypost.bench.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class ScaleTest {
  @Test
  void recipients_areAsAskedOrTheSuitesOwn() {
    var full = new Scale(Scale.Pace.FULL, OptionalInt.empty());
    var quick = new Scale(Scale.Pace.QUICK, OptionalInt.empty());

    assertThat(full.recipients(1_000, 100_000)).isEqualTo(100_000);
    assertThat(quick.recipients(1_000, 100_000)).isEqualTo(1_000);
    assertThat(new Scale(Scale.Pace.QUICK, OptionalInt.of(500)).recipients(1_000, 100_000))
        .isEqualTo(500);
    assertThatThrownBy(() -> new Scale(Scale.Pace.FULL, OptionalInt.of(99)))
        .hasMessageContaining("at least 100");
  }

  @Test
  void command_ofANode_putsFlagsOfTheRunLast() {
    var command = new NodeCommand("/jdk/bin/java", List.of("-Xmx1g"), "lib/*", "Main");

    assertThat(command.line(List.of("-Xmx512m"), "serve", "--debug"))
        .containsExactly(
            "/jdk/bin/java", "-Xmx1g", "-Xmx512m", "-cp", "lib/*", "Main", "serve", "--debug");
  }
}
