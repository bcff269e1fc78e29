package dev.waypost.engine;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit.SerializationSettings;

/** What tests of entities share: a journal in memory, and time that the test moves. */
public final class Entities {
  /** Messages must survive the trip; events and states have a codec of their own elsewhere. */
  public static final SerializationSettings SERIALIZATION =
      EventSourcedBehaviorTestKit.enabledSerializationSettings()
          .withVerifyEquality(true)
          .withVerifyEvents(false)
          .withVerifyState(false);

  private Entities() {}

  public static Config config() {
    return ConfigFactory.parseString(
            """
            pekko.actor.provider = local
            pekko.persistence.testkit.events.serialize = off
            pekko.persistence.testkit.snapshots.serialize = off
            pekko.loglevel = WARNING
            """)
        .withFallback(PersistenceTestKitPlugin.config())
        .withFallback(PersistenceTestKitSnapshotPlugin.config())
        .withFallback(ConfigFactory.load());
  }

  /** Timers stand still until the test moves them. */
  public static Config configWithManualTime() {
    return ManualTime.config().withFallback(config());
  }

  /** A clock that the test sets. */
  public static final class Clock implements InstantSource {
    private final AtomicReference<Instant> now;

    public Clock(Instant start) {
      now = new AtomicReference<>(start);
    }

    public void pass(Duration time) {
      now.updateAndGet(t -> t.plus(time));
    }

    @Override
    public Instant instant() {
      return now.get();
    }
  }
}
