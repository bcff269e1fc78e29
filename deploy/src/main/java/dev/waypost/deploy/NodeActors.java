package dev.waypost.deploy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.waypost.persistence.journal.JournalSetup;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;

/** The actor system of a node, with the database as its journal, in a cluster of one. */
final class NodeActors {
  private NodeActors() {}

  static ActorSystem<Void> start(JournalSetup journal, int activeRecipients) {
    var config =
        ConfigFactory.parseMap(
                Map.of(
                    "pekko.cluster.sharding.passivation.quietest-first.active-entity-limit",
                    activeRecipients))
            .withFallback(ConfigFactory.parseResources("waypost-node.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    var setup = ActorSystemSetup.create(BootstrapSetup.create(read(config)), journal);
    Behavior<Void> guardian = Behaviors.empty();
    return ActorSystem.create(guardian, "waypost", setup);
  }

  /**
   * What Pekko and the journal read. Every start of an entity copies the top of the configuration
   * three times; with a system property in each entry that took 5 % of a busy node.
   */
  private static Config read(Config all) {
    return all.withOnlyPath("pekko")
        .withFallback(all.withOnlyPath("waypost-journal"))
        .withFallback(all.withOnlyPath("waypost-snapshots"));
  }

  /** Blocks until the node is a member. */
  static void join(ActorSystem<Void> system) {
    var cluster = Cluster.get(system);
    var up = new CompletableFuture<Boolean>();
    cluster.registerOnMemberUp(() -> up.complete(true));
    cluster.join(cluster.selfAddress());
    Patience.await(up, Patience.START);
  }

  /** Blocks until all have ended. */
  static void terminate(ActorSystem<Void> system) {
    system.terminate();
    Patience.await(system.getWhenTerminated(), Patience.STOP);
  }
}
