package dev.waypost.bench.campaign;

import dev.waypost.bench.postgres.PostgresServer;
import dev.waypost.bench.report.Chart;
import dev.waypost.bench.report.Findings;
import dev.waypost.bench.report.Goal;
import dev.waypost.bench.report.Grid;
import dev.waypost.bench.report.Latency;
import dev.waypost.bench.report.Run;
import dev.waypost.bench.stage.Stage;
import dev.waypost.bench.stage.Suite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * Whole campaigns of ever ten times more recipients, each on a database of its own: intake,
 * sending, a click of everybody while all are asleep, audit. What one recipient costs must not
 * depend on how many there are.
 */
public final class CampaignSuite implements Suite {
  private static final double CLICKS_WANTED = 8_000;
  private static final double LINEAR_AT_MOST = 1.25;
  private static final double BYTES_SHOWN = 0.5;

  @Override
  public String name() {
    return "campaign";
  }

  @Override
  public String what() {
    return "whole campaigns of growing size: intake, sending, clicks of all, audit";
  }

  @Override
  public Findings run(Stage stage) throws IOException, InterruptedException {
    var most = stage.scale().recipients(1_000, 100_000);
    var sizes = new TreeSet<Integer>();
    if (!stage.scale().isQuick()) {
      sizes.add(Math.max(100, most / 100));
      sizes.add(Math.max(100, most / 10));
    }
    sizes.add(most);
    var findings = new Findings();
    var costs = new ArrayList<Course.Cost>();
    try (var server = PostgresServer.of(stage);
        var sink = MailSink.start()) {
      findings.server(server.settings());
      for (var size : sizes) {
        costs.add(new Course(stage, server, sink, size).run());
      }
    }
    costs.forEach(cost -> runs(cost, findings));
    compare(costs, findings);
    return findings
        .note("Sending: from the launch until the view says finished, to a sink on this machine.")
        .note(
            "Clicks: one of everybody, out of the hit log of a node that was started anew, so that"
                + " nobody is awake; until journal and views have them. The first fifth is"
                + " warm-up.")
        .note("The audit of every campaign held; else there would be no report.");
  }

  private static void runs(Course.Cost cost, Findings findings) {
    var size = "%,d recipients".formatted(cost.recipients());
    findings.run(
        run("intake", size, "rows", cost.recipients(), cost.intakeSeconds())
            .with("disk bytes per recipient", cost.bytesPerRecipient()));
    findings.run(
        run("sending", size, "mails", cost.recipients(), cost.sendSeconds())
            .with("heap peak MiB", cost.heapPeakMiB())
            .with("heap bytes more per recipient", cost.heapBytesPerRecipient()));
    var clicks = cost.clicks();
    var span =
        switch (clicks.span()) {
          case WARM -> size;
          case WITH_START -> size + ", with the node's start";
        };
    findings.run(run("clicks", span, "clicks", clicks.clicks(), clicks.seconds()));
  }

  /** A phase as a whole is the one operation that is timed. */
  private static Run run(String name, String mode, String unit, long count, double seconds) {
    var micros = seconds * 1e6;
    return Run.of(name, mode, unit, count / seconds)
        .with(new Latency("the whole phase", Latency.Loop.CLOSED, micros, micros, micros));
  }

  private static void compare(List<Course.Cost> costs, Findings findings) {
    findings.grid(growth(costs)).grid(tables(costs)).chart(chart(costs));
    var largest = costs.getLast();
    findings.goal(
        Goal.atLeast(
            "clicks of recipients that sleep",
            1e6 / clickMicros(largest),
            CLICKS_WANTED,
            "clicks/s"));
    if (costs.size() == 1) {
      return;
    }
    var tenth = costs.get(costs.size() - 2);
    linear("sending", tenth, largest, c -> c.sendSeconds() / c.recipients(), findings);
    linear("clicks", tenth, largest, CampaignSuite::clickMicros, findings);
    linear("disk", tenth, largest, Course.Cost::bytesPerRecipient, findings);
  }

  private static double clickMicros(Course.Cost cost) {
    return cost.clicks().seconds() * 1e6 / cost.clicks().clicks();
  }

  private static void linear(
      String what,
      Course.Cost tenth,
      Course.Cost largest,
      ToDoubleFunction<Course.Cost> perRecipient,
      Findings findings) {
    var ratio = perRecipient.applyAsDouble(largest) / perRecipient.applyAsDouble(tenth);
    var name = what + " per recipient, largest campaign / one of a tenth";
    findings.ratio(name, ratio).goal(Goal.atMost(name, ratio, LINEAR_AT_MOST, ""));
  }

  private static Grid growth(List<Course.Cost> costs) {
    return new Grid(
        "Growth of campaigns: cost of a recipient",
        List.of("recipients", "intake µs", "sending µs", "click µs", "heap peak MiB", "disk bytes"),
        costs.stream()
            .map(
                c ->
                    new Grid.Line(
                        "%,d".formatted(c.recipients()),
                        List.of(
                            c.intakeSeconds() * 1e6 / c.recipients(),
                            c.sendSeconds() * 1e6 / c.recipients(),
                            clickMicros(c),
                            c.heapPeakMiB(),
                            c.bytesPerRecipient())))
            .toList());
  }

  /** Disk bytes of a recipient, with indexes. */
  private static Grid tables(List<Course.Cost> costs) {
    var columns = new ArrayList<>(List.of("table"));
    costs.forEach(c -> columns.add("%,d".formatted(c.recipients())));
    var lines =
        costs.getLast().disk().keySet().stream()
            .map(
                table ->
                    new Grid.Line(
                        table,
                        costs.stream()
                            .map(c -> c.disk().getOrDefault(table, 0L) / (double) c.recipients())
                            .toList()))
            .filter(line -> line.values().getLast() >= BYTES_SHOWN)
            .toList();
    return new Grid("Disk bytes of a recipient by table, with indexes", columns, lines);
  }

  private static Chart chart(List<Course.Cost> costs) {
    return new Chart.Growth(
        "Growth of campaigns",
        "recipients",
        "s",
        List.of(
            series("intake", costs, Course.Cost::intakeSeconds),
            series("sending", costs, Course.Cost::sendSeconds),
            series("clicks", costs, c -> clickMicros(c) * c.recipients() / 1e6)));
  }

  private static Chart.Series series(
      String name, List<Course.Cost> costs, ToDoubleFunction<Course.Cost> seconds) {
    return new Chart.Series(
        name,
        costs.stream()
            .map(c -> new Chart.Point(c.recipients(), Math.max(0.001, seconds.applyAsDouble(c))))
            .toList());
  }
}
