package dev.waypost.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class JsonReportTest {
  @Test
  void report_asJson_isAsPublished() throws IOException {
    assertThat(JsonReport.print(SampleReport.report())).isEqualTo(Golden.read("report.json"));
  }

  @Test
  void report_asJson_hasEveryFieldOfTheContract() throws IOException {
    var paths = paths(JsonReport.print(SampleReport.report()));

    assertThat(paths)
        .contains("suite", "version", "machine", "ratios.intake / COPY")
        .contains("runs.name", "runs.mode", "runs.ratePerSecond", "runs.errors")
        .contains("runs.p50Micros", "runs.p99Micros", "runs.p999Micros");
  }

  /** Names of members with those around them, without numbers of list members. */
  private static Set<String> paths(String text) throws IOException {
    var paths = new HashSet<String>();
    try (var json = new JsonFactory().createParser(text)) {
      for (var token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          var pointer = json.getParsingContext().pathAsPointer().toString();
          paths.add(
              pointer
                  .substring(1)
                  .replace("~1", "\u0000")
                  .replaceAll("/\\d+", "")
                  .replace('/', '.')
                  .replace('\u0000', '/'));
        }
      }
    }
    return paths;
  }
}
