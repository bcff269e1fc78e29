package dev.waypost.deploy.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A node as people run it: the image's launcher in a process of its own. Ports are chosen once, so
 * that links of mails go on working over restarts.
 */
final class NodeProcess implements AutoCloseable {
  static final String KEY = "wp_test_0123456789";
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);
  private static final Duration END_LIMIT = Duration.ofSeconds(60);

  /** Quick to start rather than quick to run. */
  private static final String JVM =
      "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto";

  private final Path data;
  private final Map<String, String> environment;
  private final int apiPort;
  private final int trackPort;
  private Optional<Process> process = Optional.empty();

  private NodeProcess(Path data, Map<String, String> more) {
    this.data = data;
    apiPort = freePort();
    trackPort = freePort();
    environment = new HashMap<>();
    environment.put("WAYPOST_DATA", data.toString());
    environment.put("WAYPOST_API_KEY", KEY);
    environment.put("WAYPOST_API_PORT", Integer.toString(apiPort));
    environment.put("WAYPOST_TRACK_PORT", Integer.toString(trackPort));
    environment.put("WAYPOST_JAVA_OPTS", JVM);
    environment.putAll(more);
  }

  /**
   * Not started yet.
   *
   * @param more environment variables, over those that every test has
   * @param hocon what stands inside {@code waypost { }} of the configuration file
   */
  static NodeProcess in(Path data, Map<String, String> more, String hocon) {
    var file = data.resolveSibling(data.getFileName() + ".conf");
    try {
      Files.writeString(file, "waypost {\nmailbox { port = 0 }\n" + hocon + "\n}\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var environment = new HashMap<>(Map.of("WAYPOST_CONFIG", file.toString()));
    environment.putAll(more);
    return new NodeProcess(data, environment);
  }

  static NodeProcess in(Path data, SmtpSink sink) {
    return in(data, Map.of("WAYPOST_SMTP", sink.url()), "");
  }

  /** Returns at once. */
  NodeProcess start() throws IOException {
    process = Optional.of(launch(environment, log(), List.of("serve")));
    return this;
  }

  /** Fails when the process ends before. */
  NodeProcess awaitReady() throws Exception {
    var running = process.orElseThrow();
    Await.until(
        READY_LIMIT,
        () -> "ready; it said:\n" + said(),
        () -> {
          if (!running.isAlive()) {
            throw new AssertionError("ended with " + running.exitValue() + ":\n" + said());
          }
          return isReady();
        });
    return this;
  }

  boolean isReady() throws InterruptedException {
    try {
      return api().get("/health/ready").status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  boolean isAlive() {
    return process.map(Process::isAlive).orElse(false);
  }

  /** kill -9; returns when the process is gone. */
  void kill() throws InterruptedException {
    var running = process.orElseThrow();
    running.destroyForcibly();
    awaitEnd(running);
  }

  /** SIGTERM; returns the exit code. */
  int stop() throws InterruptedException {
    var running = process.orElseThrow();
    running.destroy();
    return awaitEnd(running);
  }

  /** Waits for a process that ends by itself; returns the exit code. */
  int awaitEnd() throws InterruptedException {
    return awaitEnd(process.orElseThrow());
  }

  /** How a command ended and what it printed, both streams together. */
  record Ran(int exit, String said) {}

  /** Runs {@code waypost audit} on the same folder. */
  Ran audit() throws IOException, InterruptedException {
    return run("audit");
  }

  /** Runs a command with the same settings to its end. */
  Ran run(String... arguments) throws IOException, InterruptedException {
    return run(Map.of(), arguments);
  }

  /** As {@link #run(String...)}, for a command that takes its time. */
  Ran runFor(Duration limit, String... arguments) throws IOException, InterruptedException {
    var out = Files.createTempFile(data.toAbsolutePath().getParent(), "said", ".log");
    var running = launch(environment, out, List.of(arguments));
    var hasEnded = running.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (!hasEnded) {
      running.destroy(); // so that it takes down what it has started
      throw new AssertionError("does not end in " + limit + ":\n" + Files.readString(out));
    }
    return new Ran(running.exitValue(), Files.readString(out));
  }

  /** As {@link #run(String...)}, with some settings changed. */
  Ran run(Map<String, String> changed, String... arguments)
      throws IOException, InterruptedException {
    var all = new HashMap<>(environment);
    all.putAll(changed);
    var out = Files.createTempFile(data.toAbsolutePath().getParent(), "said", ".log");
    var exit = awaitEnd(launch(all, out, List.of(arguments)));
    return new Ran(exit, Files.readString(out));
  }

  Api api() {
    return new Api(URI.create("http://127.0.0.1:" + apiPort), KEY);
  }

  URI trackUrl() {
    return URI.create("http://localhost:" + trackPort);
  }

  int apiPort() {
    return apiPort;
  }

  int trackPort() {
    return trackPort;
  }

  Path data() {
    return data;
  }

  /** All that the process has printed so far, over its restarts. */
  String said() {
    try {
      return Files.exists(log()) ? Files.readString(log()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** No process outlives its test. */
  @Override
  public void close() {
    process.ifPresent(Process::destroyForcibly);
  }

  /** A port that was free a moment ago. */
  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return data.resolveSibling(data.getFileName() + ".log");
  }

  private static Process launch(Map<String, String> environment, Path out, List<String> arguments)
      throws IOException {
    var image = Path.of(System.getProperty("waypost.image", "../deploy/target/waypost"));
    var command = new ArrayList<>(List.of(image.resolve("waypost").toAbsolutePath().toString()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("WAYPOST_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()));
    return builder.start();
  }

  private int awaitEnd(Process running) throws InterruptedException {
    if (!running.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      running.destroyForcibly();
      throw new AssertionError("the process does not end; it said:\n" + said());
    }
    return running.exitValue();
  }
}
