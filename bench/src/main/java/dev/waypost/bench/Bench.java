package dev.waypost.bench;

import dev.waypost.bench.campaign.CampaignSuite;
import dev.waypost.bench.intake.IntakeSuite;
import dev.waypost.bench.machine.ThisMachine;
import dev.waypost.bench.recovery.RecoverySuite;
import dev.waypost.bench.report.HtmlReport;
import dev.waypost.bench.report.JsonReport;
import dev.waypost.bench.report.Report;
import dev.waypost.bench.report.TextReport;
import dev.waypost.bench.stage.NodeCommand;
import dev.waypost.bench.stage.Scale;
import dev.waypost.bench.stage.ServerAddress;
import dev.waypost.bench.stage.Stage;
import dev.waypost.bench.stage.Suite;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Runs a suite from the look at the machine to the written reports. */
public final class Bench {
  private static final List<Suite> SUITES =
      List.of(new IntakeSuite(), new RecoverySuite(), new CampaignSuite());

  /** A suite's own folder, with the number of its process behind it. */
  private static final String WORK = "work-";

  private Bench() {}

  /** The suites that there are. */
  public static List<Suite> suites() {
    return SUITES;
  }

  public static Optional<Suite> suite(String name) {
    return SUITES.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /**
   * What is wanted.
   *
   * @param folder where reports go, as SUITE.json and SUITE.html; made when it is not there
   * @param json one more place for the figures
   * @param out takes the table
   * @param err takes progress and warnings
   */
  public record Order(
      Suite suite,
      Scale scale,
      Optional<ServerAddress> server,
      NodeCommand node,
      String version,
      Path folder,
      Optional<Path> json,
      PrintStream out,
      PrintStream err) {}

  /**
   * Blocks until it is measured and told.
   *
   * @throws dev.waypost.bench.stage.BenchFailure when there is nothing to tell
   */
  public static Report run(Order order) throws IOException, InterruptedException {
    Files.createDirectories(order.folder());
    var machine = ThisMachine.describe(order.folder());
    if (!machine.wasQuiet()) {
      order
          .err()
          .printf(
              "waypost: the machine is busy (load %.2f): figures will be lower and spread wider%n",
              machine.loadBefore());
    }
    var begun = Instant.now();
    sweep(order.folder());
    var work = order.folder().toAbsolutePath().resolve(WORK + ProcessHandle.current().pid());
    Files.createDirectories(work);
    try {
      var stage =
          new Stage(order.scale(), work, order.node(), order.server(), line -> say(order, line));
      var findings = order.suite().run(stage);
      if (!machine.wasQuiet()) {
        findings.note(
            "The machine was busy before the suite began: load %.2f."
                .formatted(machine.loadBefore()));
      }
      if (order.scale().isQuick()) {
        findings.note("Quick: far too short to be quoted.");
      }
      var report = findings.report(order.suite().name(), order.version(), begun, machine);
      tell(order, report);
      return report;
    } finally {
      delete(work);
    }
  }

  private static void say(Order order, String line) {
    order.err().println("  " + line);
  }

  private static void tell(Order order, Report report) throws IOException {
    var name = report.suite();
    var json = JsonReport.print(report);
    var files = new ArrayList<Path>();
    files.add(Files.writeString(order.folder().resolve(name + ".json"), json));
    files.add(Files.writeString(order.folder().resolve(name + ".html"), HtmlReport.print(report)));
    if (order.json().isPresent()) {
      files.add(Files.writeString(order.json().get(), json));
    }
    order.out().print(TextReport.print(report));
    order.out().println();
    files.forEach(file -> order.out().println(file));
    order.out().flush();
  }

  /** Takes away what suites that were killed have left. */
  private static void sweep(Path folder) throws IOException {
    List<Path> left;
    try (var all = Files.list(folder)) {
      left = all.filter(p -> p.getFileName().toString().matches(WORK + "\\d+")).toList();
    }
    for (var work : left) {
      var pid = Long.parseLong(work.getFileName().toString().substring(WORK.length()));
      if (ProcessHandle.of(pid).isEmpty()) {
        delete(work);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      // a process that is ending took one of its files away itself
      if (Files.exists(folder)) {
        delete(folder);
      }
    }
  }
}
