package dev.waypost.bench.report;

import java.util.List;
import java.util.Locale;

/** Pictures as SVG that stands in a page by itself. */
final class SvgChart {
  private static final int WIDTH = 760;
  private static final int LABELS = 260;
  private static final int BAR = 22;
  private static final int PLOT = 300;
  private static final int MARGIN = 70;
  private static final List<String> COLOURS =
      List.of("#2b6cb0", "#c05621", "#2f855a", "#805ad5", "#b83280", "#718096");

  private SvgChart() {}

  static String draw(Chart chart) {
    return switch (chart) {
      case Chart.Bars bars -> bars(bars);
      case Chart.Growth growth -> growth(growth);
    };
  }

  private static String bars(Chart.Bars chart) {
    var most = chart.bars().stream().mapToDouble(Chart.Bar::value).max().orElse(0);
    var height = chart.bars().size() * (BAR + 6) + 10;
    var out = new StringBuilder(open(WIDTH, height, chart.title()));
    var y = 4;
    for (var bar : chart.bars()) {
      var room = WIDTH - LABELS - 110;
      var width = most > 0 ? bar.value() / most * room : 0;
      out.append(text(LABELS - 8, y + 16, "end", bar.label()));
      out.append(
          line(
              "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
              LABELS, y, width, BAR, COLOURS.getFirst()));
      var value = Figures.plain(bar.value()) + " " + chart.unit();
      out.append(text(LABELS + width + 6, y + 16, "start", value));
      y += BAR + 6;
    }
    return out.append("</svg>\n").toString();
  }

  private static String growth(Chart.Growth chart) {
    var points = chart.series().stream().flatMap(s -> s.points().stream()).toList();
    var x = Axis.of(points.stream().map(Chart.Point::x).toList(), MARGIN, WIDTH - 20);
    var y = Axis.of(points.stream().map(Chart.Point::y).toList(), PLOT - 40, 10);
    var out = new StringBuilder(open(WIDTH, PLOT + 24 * chart.series().size(), chart.title()));
    for (var tick : x.ticks()) {
      out.append(rule(x.at(tick), 10, x.at(tick), PLOT - 40));
      out.append(text(x.at(tick), PLOT - 22, "middle", Figures.plain(tick)));
    }
    for (var tick : y.ticks()) {
      out.append(rule(MARGIN, y.at(tick), WIDTH - 20, y.at(tick)));
      out.append(text(MARGIN - 6, y.at(tick) + 4, "end", Figures.plain(tick)));
    }
    out.append(text(WIDTH - 20, PLOT - 4, "end", chart.xUnit()));
    var below = PLOT + 12;
    for (var i = 0; i < chart.series().size(); i++) {
      var series = chart.series().get(i);
      var colour = COLOURS.get(i % COLOURS.size());
      var path = new StringBuilder();
      for (var point : series.points()) {
        path.append(line("%.1f,%.1f ", x.at(point.x()), y.at(point.y())));
        out.append(
            line(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n",
                x.at(point.x()), y.at(point.y()), colour));
      }
      out.append(
          "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n"
              .formatted(path.toString().strip(), colour));
      out.append(line("<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"4\"", MARGIN, below - 4));
      out.append(" fill=\"%s\"/>%n".formatted(colour));
      out.append(text(MARGIN + 20, below + 2, "start", series.name() + " [" + chart.yUnit() + "]"));
      below += 22;
    }
    return out.append("</svg>\n").toString();
  }

  /** From one power of ten to another, in pixels. */
  private record Axis(int lowest, int highest, double from, double to) {
    static Axis of(List<Double> values, double from, double to) {
      var least = values.stream().mapToDouble(Double::doubleValue).min().orElse(1);
      var most = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
      var lowest = (int) Math.floor(Math.log10(least));
      return new Axis(lowest, Math.max(lowest + 1, (int) Math.ceil(Math.log10(most))), from, to);
    }

    double at(double value) {
      return from + (to - from) * (Math.log10(value) - lowest) / (highest - lowest);
    }

    List<Double> ticks() {
      return java.util.stream.IntStream.rangeClosed(lowest, highest)
          .mapToObj(power -> Math.pow(10, power))
          .toList();
    }
  }

  private static String open(int width, int height, String title) {
    return "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" aria-label=\"%s\">%n"
        .formatted(width, height, width, Escaped.html(title));
  }

  private static String text(double x, double y, String anchor, String text) {
    return line("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor)
        + Escaped.html(text)
        + "</text>\n";
  }

  private static String rule(double x1, double y1, double x2, double y2) {
    return line(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
        x1, y1, x2, y2);
  }

  private static String line(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
