package dev.waypost.deploy.system;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A shell in a folder with {@code data/} and {@code ./waypost}, as whoever follows the guide has.
 * Commands go to one node, wherever the guide says that its API is. Keeps variables from one block
 * to the next.
 */
final class Shell {
  private static final long SECONDS_MAX = 60;

  /** Each curl notes its status and its body, whatever becomes of what it prints. */
  private static final String PRELUDE =
      """
      set -euo pipefail
      curl() {
        command curl -w '%%{stderr}STATUS %%{http_code}\\n' "$@" | tee '%1$s/last-body'
        return "${PIPESTATUS[0]}"
      }
      [ ! -f '%1$s/variables' ] || . '%1$s/variables'
      trap 'declare -p API AUTH JSON > "%1$s/variables" 2> /dev/null || true' EXIT
      """;

  private final Path folder;
  private final URI api;

  Shell(Path folder, URI api) throws IOException {
    this.folder = folder;
    this.api = api;
    var launcher = folder.resolve("waypost");
    Files.writeString(
        launcher,
        "#!/bin/sh\nexec '%s/bin/java' -cp '%s' dev.waypost.deploy.Main \"$@\"\n"
            .formatted(System.getProperty("java.home"), classPath()));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Of this test, whether the JVM was started with it or a runner loaded it. */
  private static String classPath() {
    return Shell.class.getClassLoader() instanceof URLClassLoader loader
        ? Stream.of(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(":"))
        : System.getProperty("java.class.path");
  }

  /** What came of a block. */
  record Said(int exit, List<Integer> statuses, String lastBody, String out, String err) {}

  /**
   * Whether the guide can be followed here. Says so if not, and where everything must run, fails.
   */
  static boolean isThere() throws IOException, InterruptedException {
    var process = new ProcessBuilder("sh", "-c", "bash --version && curl --version").start();
    process.getInputStream().readAllBytes();
    if (process.waitFor() == 0) {
      return true;
    }
    var why = "bash or curl is missing: the API guide was NOT followed";
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(why);
    }
    System.err.println(why);
    return false;
  }

  Said run(String commands) throws IOException, InterruptedException {
    var script = folder.resolve("script.sh");
    var out = folder.resolve("out");
    var err = folder.resolve("err");
    Files.deleteIfExists(folder.resolve("last-body"));
    var here = commands.replace("http://localhost:8080", api.toString());
    Files.writeString(script, PRELUDE.formatted(folder) + here);
    var builder = new ProcessBuilder("bash", script.toString()).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("WAYPOST_"));
    builder.environment().put("WAYPOST_API_PORT", Integer.toString(api.getPort()));
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    var process = builder.start();
    if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError("does not end:\n" + commands + "\n" + Files.readString(out));
    }
    var statuses = new ArrayList<Integer>();
    for (var line : Files.readAllLines(err)) {
      if (line.startsWith("STATUS ")) {
        statuses.add(Integer.valueOf(line.substring(7)));
      }
    }
    var body = folder.resolve("last-body");
    return new Said(
        process.exitValue(),
        statuses,
        Files.exists(body) ? Files.readString(body) : "",
        Files.readString(out),
        Files.readString(err));
  }
}
