package dev.waypost.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class TextReportTest {
  @Test
  void report_asText_isAsPublished() throws IOException {
    assertThat(TextReport.print(SampleReport.report())).isEqualTo(Golden.read("report.txt"));
  }
}
