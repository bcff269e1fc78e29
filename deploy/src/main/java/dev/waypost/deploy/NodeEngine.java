package dev.waypost.deploy;

import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.engine.cluster.ClusterEngine;
import dev.waypost.engine.cluster.EnginePorts;
import dev.waypost.engine.id.Pseudonyms;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.TrackedUrls;
import dev.waypost.engine.smtp.SmtpTransport;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.cache.CachedLinkTables;
import dev.waypost.persistence.journal.JournalSetup;
import dev.waypost.persistence.store.SqlAlarms;
import dev.waypost.persistence.store.SqlBatches;
import dev.waypost.persistence.store.SqlContents;
import dev.waypost.persistence.store.SqlImportLines;
import dev.waypost.persistence.store.SqlRows;
import dev.waypost.persistence.view.Projection;
import dev.waypost.persistence.view.SqlEventStream;
import dev.waypost.persistence.view.SqlExports;
import dev.waypost.persistence.view.SqlReports;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.ActorSystem;

/** Which store stands behind which port of the engine. */
record NodeEngine(
    Database database,
    JournalSetup journal,
    Projection projection,
    CachedLinkTables tables,
    SmtpTransport transport,
    TrackedUrls urls) {

  /** Blocks for the database's salt. */
  ClusterEngine start(
      ActorSystem<Void> system, NodeSettings settings, InstantSource clock, SecureRandom random) {
    var salt = Patience.await(database.salt(SenderId.DEFAULT), Patience.START);
    var pseudonyms = new Pseudonyms(salt);
    var rows = new SqlRows(database);
    return ClusterEngine.start(
        system,
        new EnginePorts(
            new SqlContents(database),
            tables,
            new SqlBatches(database),
            rows,
            journal.announcements(),
            rows,
            rows,
            new SqlAlarms(database),
            new SqlReports(database, projection),
            new SqlExports(database, projection::moves, settings.view()),
            new SqlImportLines(database),
            new SqlEventStream(database, projection::news),
            transport,
            urls,
            sender -> pseudonyms,
            database.incarnation(),
            clock,
            System::nanoTime,
            random),
        settings.engine().settings());
  }
}
