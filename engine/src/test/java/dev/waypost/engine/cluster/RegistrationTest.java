package dev.waypost.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistrationTest {
  private static final EntityTypeKey<String> FIRST = EntityTypeKey.create(String.class, "first");
  private static final EntityTypeKey<String> SECOND = EntityTypeKey.create(String.class, "second");
  private static final Duration LONG = Duration.ofSeconds(60);

  private final ActorTestKit kit =
      ActorTestKit.create(
          "alone",
          ConfigFactory.parseString(
                  """
                  pekko.actor.provider = cluster
                  pekko.actor.allow-java-serialization = off
                  pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                  pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                  pekko.cluster.sharding.retry-interval = 50 ms
                  pekko.loglevel = ERROR
                  """)
              .withFallback(ConfigFactory.defaultReference())
              .resolve());

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void await_beforeTheNodeHasJoined_fails() {
    init(FIRST);

    assertThatThrownBy(
            () -> get(new Registration(kit.system(), List.of(FIRST)).await(Duration.ZERO)))
        .isInstanceOf(ExecutionException.class);
  }

  @Test
  void await_onceJoined_completesWhenEveryKindIsThere() throws Exception {
    init(FIRST);
    init(SECOND);
    var both = new Registration(kit.system(), List.of(FIRST, SECOND)).await(LONG);
    var cluster = Cluster.get(kit.system());
    cluster.join(cluster.selfAddress());

    assertThat(get(both)).isNull();
  }

  private void init(EntityTypeKey<String> kind) {
    var unused =
        ClusterSharding.get(kit.system()).init(Entity.of(kind, context -> Behaviors.empty()));
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(LONG.toSeconds(), TimeUnit.SECONDS);
  }
}
