package dev.waypost.bench.node;

import dev.waypost.bench.stage.BenchFailure;
import dev.waypost.bench.stage.NodeCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A node as people run it, in a process of its own with a bounded heap. Blocks. One thread. */
public final class BenchNode implements AutoCloseable {
  private static final String KEY = "wp_bench_0123456789abcdef";
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(90);
  private static final int SAID_MAX = 1000;

  /** They end with this process, however it ends; unless it is killed. */
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "bench-nodes"));
  }

  /**
   * How it is set up; the same setup started again is the same node after a restart.
   *
   * @param folder for its data folder and what it prints
   * @param environment beyond ports and keys
   */
  public record Setup(
      NodeCommand command,
      Path folder,
      Map<String, String> environment,
      int heapMiB,
      int apiPort,
      int trackPort) {
    public Setup {
      environment = Map.copyOf(environment);
    }

    /** On ports that were free a moment ago. */
    public static Setup of(
        NodeCommand command, Path folder, Map<String, String> environment, int heapMiB) {
      return new Setup(command, folder, environment, heapMiB, freePort(), freePort());
    }

    public Path data() {
      return folder.resolve("data");
    }
  }

  private final Setup setup;
  private final Process process;
  private final SenderApi api;

  private BenchNode(Setup setup, Process process) {
    this.setup = setup;
    this.process = process;
    this.api = new SenderApi(URI.create("http://127.0.0.1:" + setup.apiPort()), KEY);
  }

  /** Returns when it is ready. */
  public static BenchNode start(Setup setup) throws IOException, InterruptedException {
    Files.createDirectories(setup.folder());
    var conf = setup.folder().resolve("node.conf");
    Files.writeString(conf, "waypost { mailbox { port = 0 } }\n");
    var node = new BenchNode(setup, launch(setup, List.of("serve"), log(setup)));
    try {
      node.awaitReady();
      return node;
    } catch (BenchFailure | InterruptedException e) {
      node.close();
      throw e;
    }
  }

  /** How the audit of its data ended: its exit code and what it printed. */
  public record Audited(int exit, String said) {}

  public static Audited audit(Setup setup) throws IOException, InterruptedException {
    var out = setup.folder().resolve("audit.log");
    Files.deleteIfExists(out);
    var exit = launch(setup, List.of("audit"), out).waitFor();
    return new Audited(exit, Files.readString(out));
  }

  private static Process launch(Setup setup, List<String> arguments, Path out) throws IOException {
    var gcLog = "-Xlog:gc:file=" + gcLog(setup) + "::filecount=0";
    var heap = List.of("-Xmx" + setup.heapMiB() + "m", gcLog);
    var builder = new ProcessBuilder(setup.command().line(heap, arguments.toArray(String[]::new)));
    builder.environment().keySet().removeIf(name -> name.startsWith("WAYPOST_"));
    builder.environment().putAll(environment(setup));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()));
    var process = builder.start();
    RUNNING.add(process);
    var unused = process.onExit().thenAccept(RUNNING::remove);
    return process;
  }

  private static Map<String, String> environment(Setup setup) {
    var environment = new HashMap<String, String>();
    environment.put("WAYPOST_CONFIG", setup.folder().resolve("node.conf").toString());
    environment.put("WAYPOST_DATA", setup.data().toString());
    environment.put("WAYPOST_API_KEY", KEY);
    environment.put("WAYPOST_API_PORT", Integer.toString(setup.apiPort()));
    environment.put("WAYPOST_TRACK_PORT", Integer.toString(setup.trackPort()));
    environment.putAll(setup.environment());
    return environment;
  }

  private void awaitReady() throws IOException, InterruptedException {
    var limit = System.nanoTime() + READY_LIMIT.toNanos();
    while (!api.isReady()) {
      if (!process.isAlive() || System.nanoTime() > limit) {
        throw new BenchFailure("a node of the suite did not start", "it said: " + said().strip());
      }
      Thread.sleep(100);
    }
  }

  public SenderApi api() {
    return api;
  }

  public URI trackUrl() {
    return URI.create("http://localhost:" + setup.trackPort());
  }

  public HeapWatch heap() {
    var jcmd = Path.of(setup.command().java()).resolveSibling("jcmd").toString();
    return new HeapWatch(jcmd, process.pid(), gcLog(setup));
  }

  /** The end of what it printed. */
  public String said() throws IOException {
    var text = Files.readString(log(setup), StandardCharsets.UTF_8);
    return text.substring(Math.max(0, text.length() - SAID_MAX));
  }

  /** Most memory that it ever had of the machine, in MiB; NaN where the system does not say. */
  public double residentPeakMiB() throws IOException {
    var status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.isReadable(status)) {
      return Double.NaN;
    }
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(Double.NaN);
    }
  }

  /** Drains and ends; fails when it does not end by itself. */
  public void stop() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      close();
      throw new BenchFailure("a node of the suite did not stop", "it said: " + said().strip());
    }
    api.close();
  }

  /** No node outlives its suite. */
  @Override
  public void close() {
    process.destroyForcibly();
    api.close();
  }

  private static Path gcLog(Setup setup) {
    return setup.folder().resolve("node.log.gc");
  }

  private static Path log(Setup setup) {
    return setup.folder().resolve("node.log");
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BenchFailure("no port is free", "close something", e);
    }
  }
}
