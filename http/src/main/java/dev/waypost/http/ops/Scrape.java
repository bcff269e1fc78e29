package dev.waypost.http.ops;

import dev.waypost.http.ops.Samples.Kind;
import dev.waypost.http.ops.Samples.Sample;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The figures of a node as Prometheus reads them: those of a registry, and samples beside it. */
public final class Scrape {
  private static final String TOTAL = "_total";

  private final PrometheusMeterRegistry registry;

  public Scrape(PrometheusMeterRegistry registry, Samples samples) {
    this.registry = registry;
    registry.getPrometheusRegistry().register((MultiCollector) () -> snapshots(samples.read()));
  }

  /** The text format 0.0.4. */
  public String text() {
    return registry.scrape();
  }

  private static MetricSnapshots snapshots(List<Sample> samples) {
    var families =
        samples.stream()
            .collect(Collectors.groupingBy(Sample::name, TreeMap::new, Collectors.toList()));
    return new MetricSnapshots(families.values().stream().map(Scrape::family).toList());
  }

  private static MetricSnapshot family(List<Sample> samples) {
    var first = samples.getFirst();
    if (first.kind() == Kind.COUNTER) {
      var base = first.name().substring(0, first.name().length() - TOTAL.length());
      var counter = CounterSnapshot.builder().name(base).help(first.help());
      samples.forEach(
          s ->
              counter.dataPoint(
                  CounterSnapshot.CounterDataPointSnapshot.builder()
                      .labels(labels(s))
                      .value(s.value())
                      .build()));
      return counter.build();
    }
    var gauge = GaugeSnapshot.builder().name(first.name()).help(first.help());
    samples.forEach(
        s ->
            gauge.dataPoint(
                GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels(s))
                    .value(s.value())
                    .build()));
    return gauge.build();
  }

  private static Labels labels(Sample sample) {
    var labels = Labels.builder();
    new TreeMap<>(sample.labels()).forEach(labels::label);
    return labels.build();
  }
}
