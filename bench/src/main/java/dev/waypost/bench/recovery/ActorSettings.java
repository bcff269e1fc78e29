package dev.waypost.bench.recovery;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.waypost.bench.postgres.Postgres;
import dev.waypost.persistence.journal.JournalSettings;
import dev.waypost.persistence.view.ViewSettings;
import java.util.Map;

/** What actor systems of the suite are told. */
final class ActorSettings {
  private static final String QUIET =
      """
      pekko {
        loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
        logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
        loglevel = WARNING
        log-dead-letters = off
        log-dead-letters-during-shutdown = off
        actor.allow-java-serialization = off
        coordinated-shutdown.run-by-jvm-shutdown-hook = off
        coordinated-shutdown.exit-jvm = off
      }
      """;

  /** The dispatcher stands where the plugin looks for it, which its own reference.conf misses. */
  private static final String STOCK =
      """
      pekko.persistence.journal.plugin = "jdbc-journal"
      pekko.persistence.snapshot-store.plugin = "jdbc-snapshot-store"
      pekko-persistence-jdbc.shared-databases.slick {
        profile = "slick.jdbc.PostgresProfile$"
        db { driver = "org.postgresql.Driver", queueSize = 50000 }
      }
      jdbc-journal {
        use-shared-db = "slick"
        bufferSize = 50000
        tables.event_journal.schemaName = "stock"
        tables.event_tag.schemaName = "stock"
      }
      jdbc-snapshot-store {
        use-shared-db = "slick"
        tables.snapshot.schemaName = "stock"
      }
      """;

  private static final String TUNED =
      """
      pekko.persistence {
        snapshot-store.plugin = "pekko.persistence.no-snapshot-store"
        max-concurrent-recoveries = 1000
      }
      jdbc-journal {
        plugin-dispatcher = "pekko.actor.default-dispatcher"
        replay-filter.mode = off
        write-response-global-order = off
      }
      """;

  private ActorSettings() {}

  /** As a node's, without the cluster. */
  static Config ours() {
    return ConfigFactory.parseString(QUIET)
        .withFallback(ConfigFactory.parseResources("waypost-persistence.conf"))
        .withFallback(ConfigFactory.defaultReference())
        .resolve();
  }

  /** A node's bounds of the journal. */
  static JournalSettings journal() {
    return JournalSettings.from(
        ConfigFactory.defaultReference().getConfig("waypost.journal").resolve());
  }

  /** A node's way of following the journal. */
  static ViewSettings views() {
    return ViewSettings.from(ConfigFactory.defaultReference().getConfig("waypost.view").resolve());
  }

  static Config stock(Postgres database, Journal.Tuning tuning) {
    var url =
        switch (tuning) {
          case DEFAULT -> database.url();
          case TUNED, TAGGED -> database.with("reWriteBatchedInserts=true");
        };
    var more =
        switch (tuning) {
          case DEFAULT -> "";
          case TUNED, TAGGED -> TUNED;
        };
    var access = Map.of("url", url, "user", database.user(), "password", database.password());
    return ConfigFactory.parseString(QUIET + STOCK + more)
        .withFallback(
            ConfigFactory.parseMap(
                Map.of("pekko-persistence-jdbc.shared-databases.slick.db", access)))
        .withFallback(ConfigFactory.defaultReference())
        .resolve();
  }
}
