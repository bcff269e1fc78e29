package dev.waypost.http.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.http.ops.Samples.Kind;
import dev.waypost.http.ops.Samples.Sample;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScrapeTest {
  @Test
  void scrape_showsSamplesBesideTheRegistry() {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.timer("waypost.redirect.duration").record(Duration.ofMillis(2));
    var scrape =
        new Scrape(
            registry,
            () ->
                List.of(
                    new Sample("waypost_hits_pending", "Hits to ship", Kind.GAUGE, Map.of(), 3),
                    new Sample(
                        "waypost_attempts_total",
                        "Attempts",
                        Kind.COUNTER,
                        Map.of("outcome", "delivered"),
                        5),
                    new Sample(
                        "waypost_attempts_total",
                        "Attempts",
                        Kind.COUNTER,
                        Map.of("outcome", "bounced"),
                        1)));

    assertThat(scrape.text().lines())
        .contains(
            "# TYPE waypost_hits_pending gauge",
            "waypost_hits_pending 3.0",
            "# TYPE waypost_attempts_total counter",
            "waypost_attempts_total{outcome=\"delivered\"} 5.0",
            "waypost_attempts_total{outcome=\"bounced\"} 1.0",
            "waypost_redirect_duration_seconds_count 1");
  }
}
