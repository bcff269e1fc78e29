package dev.waypost.bench.node;

import dev.waypost.bench.stage.BenchFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a node's JVM says of its heap: the log of its collector, and a full collection when asked
 * for one. One thread.
 */
public final class HeapWatch {
  private static final Pattern COLLECTION = Pattern.compile("(\\d+)M->(\\d+)M\\(");
  private static final long COLLECT_LIMIT_SECONDS = 60;

  /**
   * Since the look before.
   *
   * @param peakMiB highest use, with garbage: a heap is used up to its bound before it is cleaned
   * @param afterMiB highest use just after a collection
   * @param liveMiB in use now, without any garbage
   */
  public record Heap(double peakMiB, double afterMiB, double liveMiB) {}

  private final String jcmd;
  private final long pid;
  private final Path log;
  private int looked;

  HeapWatch(String jcmd, long pid, Path log) {
    this.jcmd = jcmd;
    this.pid = pid;
    this.log = log;
  }

  /** Collects all garbage, so it takes a moment, and belongs before or after what is timed. */
  public Heap look() throws IOException, InterruptedException {
    collect();
    var said = Files.readString(log, StandardCharsets.UTF_8);
    var heap = read(said.substring(looked));
    looked = said.length();
    return heap;
  }

  private void collect() throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(COLLECT_LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new BenchFailure("the node's heap cannot be looked at", "use a JDK, not a JRE");
    }
  }

  static Heap read(String log) {
    var collections = COLLECTION.matcher(log).results().toList();
    if (collections.isEmpty()) {
      return new Heap(Double.NaN, Double.NaN, Double.NaN);
    }
    return new Heap(
        collections.stream().mapToDouble(c -> figure(c, 1)).max().orElseThrow(),
        collections.stream().mapToDouble(c -> figure(c, 2)).max().orElseThrow(),
        figure(collections.getLast(), 2));
  }

  private static double figure(MatchResult collection, int group) {
    return Double.parseDouble(collection.group(group));
  }
}
