package dev.waypost.deploy;

import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.http.track.TrackCounters;
import dev.waypost.http.track.TrackPorts;
import dev.waypost.http.track.TrackServer;
import dev.waypost.http.track.Tracking;
import dev.waypost.http.track.TrustedProxies;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The port of tracked links.
 *
 * @param url what mails say; known only now when the port was left to the system
 */
record TrackingPort(TrackServer server, URI url) {
  private static final Duration DRAIN = Duration.ofSeconds(2);

  /** Blocks until the port is open. */
  static TrackingPort open(NodeSettings settings, TrackPorts ports, TrackCounters counters) {
    var port = settings.ports().track();
    var base = settings.trackUrl().orElse(URI.create("http://localhost"));
    var tracking =
        new Tracking(
            ports,
            settings.track(),
            TrustedProxies.parse(settings.trustedProxies()),
            base,
            counters);
    var server =
        PortOpening.await(
            settings.bind(),
            port,
            TrackServer.start(settings.bind(), port, settings.track(), tracking));
    return new TrackingPort(server, settings.trackUrl(server.address().getPort()));
  }

  static TrackPorts.RedirectTimer redirects(MeterRegistry registry) {
    var redirects =
        Timer.builder("waypost.redirect.duration")
            .description("From the request on a tracked link to its answer")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofNanos(100_000))
            .maximumExpectedValue(Duration.ofSeconds(1))
            .register(registry);
    return nanos -> redirects.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Blocks. */
  void close() {
    Patience.await(server.stop(DRAIN), Patience.STOP);
  }
}
