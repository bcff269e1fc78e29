package dev.waypost.bench.machine;

import dev.waypost.bench.report.Machine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/** Looks at the machine before a suite begins. */
public final class ThisMachine {
  private static final int SYNCS = 300;
  private static final int BLOCK = 4096;

  private ThisMachine() {}

  /** Takes about a tenth of a second: it syncs a file in that folder. */
  public static Machine describe(Path folder) throws IOException {
    var load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    var syncs = syncMicros(folder);
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        field("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")),
        memoryMiB(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.version"),
        syncs[SYNCS / 2],
        syncs[SYNCS * 99 / 100],
        load < 0 ? Double.NaN : load);
  }

  private static long memoryMiB() throws IOException {
    var kilobytes = field("/proc/meminfo", "MemTotal").map(t -> t.replaceAll("\\D", ""));
    return kilobytes.map(Long::parseLong).orElse(0L) / 1024;
  }

  /** Each a block at the end of a file and its way to the disk, sorted. */
  private static double[] syncMicros(Path folder) throws IOException {
    var file = Files.createTempFile(folder, "fsync", ".probe");
    var micros = new double[SYNCS];
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var block = ByteBuffer.allocate(BLOCK);
      for (var i = 0; i < SYNCS; i++) {
        block.clear();
        var begin = System.nanoTime();
        channel.write(block);
        channel.force(false);
        micros[i] = (System.nanoTime() - begin) / 1000.0;
      }
    } finally {
      Files.delete(file);
    }
    Arrays.sort(micros);
    return micros;
  }

  private static Optional<String> field(String file, String name) throws IOException {
    var path = Path.of(file);
    if (!Files.isReadable(path)) {
      return Optional.empty();
    }
    try (var lines = Files.lines(path)) {
      return lines
          .filter(line -> line.startsWith(name) && line.contains(":"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    }
  }
}
