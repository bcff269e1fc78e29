package dev.waypost.bench.stage;

import dev.waypost.bench.report.Findings;
import java.io.IOException;

/** One thing to be measured, with its peer. */
public interface Suite {
  String name();

  /** In one line, for the help. */
  String what();

  /**
   * Measures. Blocks for minutes. What it starts has ended when it returns or throws.
   *
   * @throws BenchFailure when there is nothing to report
   */
  Findings run(Stage stage) throws IOException, InterruptedException;
}
