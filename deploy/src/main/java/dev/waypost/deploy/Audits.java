package dev.waypost.deploy;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.deploy.setting.Refusals;
import dev.waypost.persistence.StartRefused;
import dev.waypost.persistence.audit.Audit;
import dev.waypost.persistence.audit.AuditReport;
import dev.waypost.persistence.hitlog.HitLogReader;
import java.util.concurrent.ExecutionException;

/**
 * Recounts a database and the hit log of a data folder; takes no lock, so that it also runs beside
 * a node.
 */
final class Audits {
  /** Hits are never given up in this version. */
  private static final long PARKED = 0;

  private Audits() {}

  static AuditReport recount(NodeSettings settings) {
    var hits = new HitLogReader(settings.dataFolder().resolve("hits"));
    try (var database = Databases.openReadOnly(settings)) {
      var audit = new Audit(database, hits::forEach, Runnable::run);
      return audit.run(PARKED).toCompletableFuture().get();
    } catch (StartRefused e) {
      throw Refusals.trouble(e);
    } catch (ExecutionException e) {
      throw new Trouble(
          Exit.FAILED,
          "the data folder " + settings.dataFolder() + " cannot be recounted: " + e.getCause(),
          "stop the node if one runs, check the disk, and run it again",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Trouble(Exit.FAILED, "interrupted", "run it again", e);
    }
  }
}
