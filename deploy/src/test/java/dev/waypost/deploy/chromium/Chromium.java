package dev.waypost.deploy.chromium;

import dev.waypost.deploy.client.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A headless Chromium with a fresh profile. It reaches this machine directly and everything else
 * through {@link Elsewhere}, so that whatever a page asks for is seen, and nothing leaves.
 */
public final class Chromium implements AutoCloseable {
  private static final String LISTENING = "DevTools listening on ";
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final Process process;
  private final DevTools tools;
  private final Elsewhere elsewhere;

  private Chromium(Process process, DevTools tools, Elsewhere elsewhere) {
    this.process = process;
    this.tools = tools;
    this.elsewhere = elsewhere;
  }

  /** The program, if it is installed: what CHROMIUM names, or the first of the usual in PATH. */
  public static Optional<Path> installed() {
    var named = Optional.ofNullable(System.getenv("CHROMIUM")).map(Path::of);
    var folders = Optional.ofNullable(System.getenv("PATH")).orElse("").split(":");
    return named.or(
        () ->
            NAMES.stream()
                .flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst());
  }

  /**
   * Starts it.
   *
   * @param profile a folder of its own, empty
   */
  public static Chromium start(Path program, Path profile) throws IOException {
    var elsewhere = Elsewhere.open();
    var process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-extensions",
                "--disable-default-apps",
                "--disable-breakpad",
                "--hide-scrollbars",
                "--lang=en",
                "--remote-debugging-port=0",
                "--proxy-server=http://127.0.0.1:" + elsewhere.port(),
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .start();
    // Also when the tests are told to stop before they have closed it.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process), "end of Chromium"));
    try {
      return new Chromium(process, DevTools.connect(address(process)), elsewhere);
    } catch (IOException | RuntimeException e) {
      end(process);
      elsewhere.close();
      throw e;
    }
  }

  /** A new tab, in which nothing is open. */
  public Tab tab() {
    return Tab.open(tools);
  }

  /** Hosts outside this machine that a page, or the browser itself, has asked for. */
  public List<String> foreignHosts() {
    return elsewhere.hosts();
  }

  @Override
  public void close() {
    var unused = tools.send("", "Browser.close", Map.<String, Json>of());
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        end(process);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(process);
    }
    tools.close();
    elsewhere.close();
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Where it says that it listens; its further words are read away. */
  private static URI address(Process process) throws IOException {
    var said = new ArrayList<String>();
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      said.add(line);
      if (line.startsWith(LISTENING)) {
        Thread.ofVirtual().start(() -> lines.lines().forEach(more -> {}));
        return URI.create(line.substring(LISTENING.length()).strip());
      }
    }
    throw new IOException("Chromium did not start:\n" + String.join("\n", said));
  }
}
