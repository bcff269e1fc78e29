package dev.waypost.persistence.journal;

import dev.waypost.persistence.Database;
import dev.waypost.persistence.codec.EventCodec;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.setup.Setup;

/**
 * Tells the journal and snapshot plugins of an actor system where to write. The database must
 * outlive the system.
 */
public final class JournalSetup extends Setup {
  private final Database database;
  private final EventCodec codec;
  private final AlarmOf alarms;

  public JournalSetup(Database database, EventCodec codec, AlarmOf alarms) {
    this.database = database;
    this.codec = codec;
    this.alarms = alarms;
  }

  static JournalSetup of(ActorSystem system) {
    return system
        .settings()
        .setup()
        .get(JournalSetup.class)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "actor system " + system.name() + " was started without a JournalSetup"));
  }

  JournalReader reader() {
    return new JournalReader(database, codec);
  }

  JournalWriter writer() {
    return new JournalWriter(database, codec, alarms);
  }

  Snapshots snapshots() {
    return new Snapshots(database, codec);
  }
}
