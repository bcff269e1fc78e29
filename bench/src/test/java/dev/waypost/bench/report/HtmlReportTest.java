package dev.waypost.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class HtmlReportTest {
  @Test
  void report_asPage_isAsPublished() throws IOException {
    assertThat(HtmlReport.print(SampleReport.report())).isEqualTo(Golden.read("report.html"));
  }

  @Test
  void page_loadsNothingAndRunsNothing() {
    assertThat(HtmlReport.print(SampleReport.report()))
        .doesNotContainPattern("(?i)(src|href)\\s*=|<script|@import|url\\(|http")
        .contains("With &lt;care&gt; &amp; &quot;quotes&quot;.", "<svg ", "a &amp; b");
  }

  @Test
  void page_ofABusyMachine_warns() {
    var busy = new Machine(2, "EPYC", 24_105, "Linux", "25", 286, 512, 0.51);
    var unknown = new Machine(2, "EPYC", 24_105, "Linux", "25", 286, 512, Double.NaN);

    assertThat(HtmlReport.print(SampleReport.report(busy))).contains("class=\"warning\"");
    assertThat(HtmlReport.print(SampleReport.report(unknown))).doesNotContain("class=\"warning\"");
    assertThat(HtmlReport.print(SampleReport.report())).doesNotContain("class=\"warning\"");
  }
}
