package dev.waypost.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A report as a page: one file, no script, nothing from elsewhere. */
public final class HtmlReport {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <title>%1$s: waypost bench</title>
      <style>
      body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 62em; padding: 0 1em; color: #1a202c }
      table { border-collapse: collapse; margin: 1em 0 } th, td { padding: .25em .8em; text-align: right; border-bottom: 1px solid #ddd }
      th:first-child, td:first-child, .text { text-align: left } .missed { color: #9b2c2c; font-weight: bold }
      svg { max-width: 100%%; height: auto; display: block; margin: 1em 0 } svg text { font: 12px system-ui, sans-serif; fill: #1a202c }
      .warning { background: #fffbeb; border-left: 4px solid #b7791f; padding: .5em 1em }
      </style>
      </head>
      <body>
      <h1>waypost bench %1$s</h1>
      """;

  private HtmlReport() {}

  public static String print(Report report) {
    var out = new StringBuilder(HEAD.formatted(Escaped.html(report.suite())));
    paragraph(out, "Version " + report.version() + ", begun at " + report.at());
    paragraph(out, report.machine().summary());
    if (!report.machine().wasQuiet()) {
      out.append("<p class=\"warning\">The machine was busy before the suite began.</p>\n");
    }
    table(out, "Runs", runs(report.runs()));
    if (!report.ratios().isEmpty()) {
      var cells = new ArrayList<>(List.of(List.of("ratio", "")));
      report.ratios().forEach((name, value) -> cells.add(List.of(name, Figures.plain(value))));
      table(out, "Ratios", cells);
    }
    goals(out, report.goals());
    for (var chart : report.charts()) {
      out.append("<h2>").append(Escaped.html(chart.title())).append("</h2>\n");
      out.append(SvgChart.draw(chart));
    }
    for (var grid : report.grids()) {
      table(out, grid.name(), grid.cells());
    }
    if (!report.server().isEmpty()) {
      var cells = new ArrayList<>(List.of(List.of("setting", "")));
      report.server().forEach((name, value) -> cells.add(List.of(name, value)));
      table(out, "Database server", cells);
    }
    if (!report.notes().isEmpty()) {
      out.append("<h2>Notes</h2>\n<ul>\n");
      report.notes().forEach(n -> out.append("<li>" + Escaped.html(n) + "</li>\n"));
      out.append("</ul>\n");
    }
    return out.append("</body>\n</html>\n").toString();
  }

  private static List<List<String>> runs(List<Run> runs) {
    var cells = new ArrayList<List<String>>();
    cells.add(
        List.of(
            "run", "mode", "per second", "of", "rounds", "p50", "p99", "p99.9", "timed", "errors"));
    for (var run : runs) {
      cells.add(
          List.of(
              run.name(),
              run.mode(),
              Figures.plain(run.ratePerSecond()),
              run.unit(),
              String.join(", ", run.rounds().values().stream().map(Figures::plain).toList()),
              run.latency().map(l -> Figures.time(l.p50Micros())).orElse("-"),
              run.latency().map(l -> Figures.time(l.p99Micros())).orElse("-"),
              run.latency().map(l -> Figures.time(l.p999Micros())).orElse("-"),
              run.latency().map(l -> l.timed() + ", " + loop(l.loop())).orElse("-"),
              Long.toString(run.errors())));
      if (!run.figures().isEmpty()) {
        var said = new ArrayList<String>();
        run.figures().forEach((name, value) -> said.add(name + " " + Figures.plain(value)));
        cells.add(List.of("", String.join("; ", said)));
      }
    }
    return cells;
  }

  private static String loop(Latency.Loop loop) {
    return switch (loop) {
      case OPEN -> "open loop";
      case CLOSED -> "closed loop";
    };
  }

  private static void goals(StringBuilder out, List<Goal> goals) {
    if (goals.isEmpty()) {
      return;
    }
    out.append("<h2>Wanted</h2>\n<table>\n");
    for (var goal : goals) {
      out.append(
          "<tr><td>%s</td><td>%s</td><td>%s</td><td%s>%s</td></tr>%n"
              .formatted(
                  Escaped.html(goal.name()),
                  Escaped.html(TextReport.wanted(goal)),
                  Escaped.html((Figures.plain(goal.measured()) + " " + goal.unit()).strip()),
                  goal.isMet() ? "" : " class=\"missed\"",
                  goal.isMet() ? "met" : "missed"));
    }
    out.append("</table>\n");
  }

  /** A line of two cells below longer ones is a remark on the line above. */
  private static void table(StringBuilder out, String title, List<List<String>> cells) {
    var width = cells.getFirst().size();
    out.append("<h2>").append(Escaped.html(title)).append("</h2>\n<table>\n<tr>");
    cells.getFirst().forEach(c -> out.append("<th>" + Escaped.html(c) + "</th>"));
    out.append("</tr>\n");
    for (var line : cells.subList(1, cells.size())) {
      out.append("<tr>");
      for (var i = 0; i < line.size(); i++) {
        var isLast = i == line.size() - 1 && line.size() < width;
        out.append(isLast ? "<td class=\"text\" colspan=\"%d\">".formatted(width - i) : "<td>");
        out.append(Escaped.html(line.get(i))).append("</td>");
      }
      out.append("</tr>\n");
    }
    out.append("</table>\n");
  }

  private static void paragraph(StringBuilder out, String text) {
    out.append("<p>").append(Escaped.html(text)).append("</p>\n");
  }
}
