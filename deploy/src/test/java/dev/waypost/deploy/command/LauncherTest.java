package dev.waypost.deploy.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code waypost} in a source tree, around a Maven and a JDK that only pretend. */
final class LauncherTest {
  private static final Path SCRIPT = Path.of("..", "waypost");
  private static final String JAVA =
      """
      #!/bin/sh
      [ "$1" != -version ] || { echo 'openjdk version "25.0.1"' >&2; exit 0; }
      path= before=
      for last; do
        [ "$before" != -cp ] || path=$last
        before=$last
      done
      echo "started with $last"
      case $path in *waypost/bench/\\*) echo "and the libraries of the suites" ;; esac
      """;
  private static final String MAVEN =
      """
      #!/bin/sh
      printf '\\033[1mWARNING\\033[m: from Maven\\n'
      mkdir -p deploy/target/waypost/lib
      touch deploy/target/waypost/lib/waypost-deploy-1.jar
      printf '\\033[0m\\033[0m'
      """;

  @TempDir Path tree;

  private record Run(int code, String out, String err) {}

  @BeforeEach
  void plant() throws IOException {
    Files.copy(SCRIPT, tree.resolve("waypost"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(tree.resolve("pom.xml"), "<project/>");
    Files.createDirectories(tree.resolve("deploy/src/main"));
    Files.writeString(tree.resolve("deploy/pom.xml"), "<project/>");
    script("bin/java", JAVA);
  }

  @Test
  void build_ofAChangedTree_saysWhatMavenSaysWithoutItsColours() throws Exception {
    script("bin/mvn", MAVEN);

    var first = run();
    var second = run();

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).isEqualTo("started with check\n");
    assertThat(first.err())
        .contains("building from source", "WARNING: from Maven")
        .doesNotContain("\u001B", "[0m");
    assertThat(second).isEqualTo(new Run(0, "started with check\n", ""));
  }

  @Test
  void build_thatFails_endsWith1AndStartsNothing() throws Exception {
    script("bin/mvn", "#!/bin/sh\necho 'cannot compile'\nexit 1\n");

    var run = run();

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("cannot compile", "the build failed");
  }

  @Test
  void bench_andNothingElse_hasTheLibrariesOfTheSuites() throws Exception {
    script("bin/mvn", MAVEN);

    var bench = run("--debug", "bench");
    var check = run("check");
    var campaign = run("archive", "bench");

    assertThat(campaign.out()).isEqualTo("started with bench\n");
    assertThat(bench.out()).isEqualTo("started with bench\nand the libraries of the suites\n");
    assertThat(check.out()).isEqualTo("started with check\n");
  }

  private void script(String name, String text) throws IOException {
    var file = tree.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Run run() throws IOException, InterruptedException {
    return run("check");
  }

  private Run run(String... arguments) throws IOException, InterruptedException {
    var out = tree.resolve("out");
    var err = tree.resolve("err");
    var command = new ArrayList<>(List.of(tree.resolve("waypost").toString()));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", tree.toString());
    builder.environment().put("PATH", tree.resolve("bin") + ":" + System.getenv("PATH"));
    var process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Run(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
