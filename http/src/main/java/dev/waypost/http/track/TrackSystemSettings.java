package dev.waypost.http.track;

import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.ActorSystem;

/**
 * The actor system below the tracking port. It takes nothing from the node's configuration of
 * Pekko: it is local, whatever the engine's is, and goes on when that one ends.
 */
final class TrackSystemSettings {
  /*
   * No timer per request, no Server header, raw headers (the few we read are text to us), no log
   * lines that could hold a token. URIs have to carry the sealed values, up to 5.6 KB.
   */
  private static final String CONFIG =
      """
      pekko {
        loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
        logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
        loglevel = WARNING
        stdout-loglevel = OFF
        actor.provider = local
        actor.internal-dispatcher = pekko.actor.default-dispatcher
        actor.default-dispatcher.fork-join-executor {
          parallelism-min = %1$d
          parallelism-max = %1$d
        }
        coordinated-shutdown.run-by-jvm-shutdown-hook = off
        coordinated-shutdown.exit-jvm = off
        http.server {
          server-header = ""
          request-timeout = infinite
          idle-timeout = %2$d ms
          linger-timeout = 5 s
          max-connections = %3$d
          backlog = %4$d
          pipelining-limit = 1
          remote-address-attribute = on
          verbose-error-messages = off
          parsing {
            max-uri-length = 8k
            max-content-length = %5$d
            modeled-header-parsing = off
            illegal-header-warnings = off
            error-logging-verbosity = off
            ignore-illegal-header-for = []
          }
        }
      }
      """;

  private TrackSystemSettings() {}

  static ActorSystem start(TrackSettings settings) {
    var threads =
        settings.threads() == 0 ? Runtime.getRuntime().availableProcessors() : settings.threads();
    var config =
        ConfigFactory.parseString(
            CONFIG.formatted(
                threads,
                settings.idleTimeout().toMillis(),
                settings.connections(),
                settings.backlog(),
                settings.bodyBytes()));
    return ActorSystem.create(
        "waypost-track", config.withFallback(ConfigFactory.defaultReference()).resolve());
  }
}
