package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.bench.Bench;
import dev.waypost.bench.stage.Suite;
import dev.waypost.deploy.client.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each load suite as anybody would try it: it runs, tells all it should, and leaves no file. */
final class BenchScenario {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir Path folder;

  static Stream<String> suites() {
    return Bench.suites().stream().map(Suite::name);
  }

  @ParameterizedTest
  @MethodSource("suites")
  void suite_quick_writesFiguresAndPage(String suite) throws Exception {
    var json = folder.resolve("figures.json");
    try (var commands = NodeProcess.in(folder.resolve("data"), Map.of(), "")) {
      var ran =
          commands.runFor(
              LIMIT, "bench", suite, "--quick", "--recipients", "200", "--json", json.toString());
      assertThat(ran.exit()).as(ran.said()).isZero();
      assertThat(ran.said()).contains("errors", "wanted", "target/bench/" + suite + ".html");
    }

    var report = Json.parse(Files.readAllBytes(json));
    assertThat(report.at("suite").asText()).hasValue(suite);
    assertThat(report.at("version").asText()).isPresent();
    assertThat(report.at("machine", "cores").asLong()).isPositive();
    assertThat(report.at("server", "fsync").asText()).hasValue("on");
    assertThat(report.at("server", "synchronous_commit").asText()).hasValue("on");
    assertThat(report.at("runs").asList())
        .isNotEmpty()
        .allSatisfy(run -> assertThat(run.at("errors").asLong()).isZero())
        .allSatisfy(run -> assertThat(run.at("ratePerSecond").asLong()).isPositive())
        .allSatisfy(run -> assertThat(run.at("p50Micros").asLong()).isPositive());
    assertThat(report.at("ratios")).isInstanceOf(Json.Members.class);

    var bench = Path.of("target", "bench");
    assertThat(Files.readAllBytes(bench.resolve(suite + ".json")))
        .isEqualTo(Files.readAllBytes(json));
    assertThat(Files.readString(bench.resolve(suite + ".html"))).contains("<svg ", "</html>");
    try (var left = Files.list(bench)) {
      assertThat(left.map(p -> p.getFileName().toString()).toList())
          .isSubsetOf(files(suites().toList()));
    }
  }

  private static List<String> files(List<String> suites) {
    return suites.stream().flatMap(s -> Stream.of(s + ".json", s + ".html")).toList();
  }
}
