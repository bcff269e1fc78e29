package dev.waypost.engine.cluster;

import dev.waypost.engine.Engine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.GetClusterShardingStats;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.pattern.Patterns;

/**
 * Whether entities can be reached: each kind's coordinator is there and knows a region. A region
 * that has no coordinator yet answers by itself, with none; one whose coordinator is still starting
 * does not answer.
 */
record Registration(ActorSystem<?> system, List<? extends EntityTypeKey<?>> kinds) {
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Looks again and again; fails after so many looks as fit into the time. */
  CompletionStage<Void> await(Duration within) {
    var looks = (int) Math.max(1, within.dividedBy(LOOK_EVERY));
    return Patterns.retry(this::look, looks, LOOK_EVERY, system);
  }

  private CompletionStage<Void> look() {
    CompletionStage<Void> all = CompletableFuture.completedStage(null);
    for (var kind : kinds) {
      all = all.thenCompose(before -> look(kind));
    }
    return all;
  }

  private CompletionStage<Void> look(EntityTypeKey<?> kind) {
    return AskPattern.<ClusterShardingQuery, ShardRegion.ClusterShardingStats>ask(
            ClusterSharding.get(system).shardState(),
            replyTo -> new GetClusterShardingStats(kind, PATIENCE, replyTo),
            PATIENCE,
            system.scheduler())
        .thenCompose(
            stats ->
                stats.getRegions().isEmpty()
                    ? CompletableFuture.failedStage(
                        new Engine.Unavailable(kind.name() + " has no region yet"))
                    : CompletableFuture.completedStage(null));
  }
}
