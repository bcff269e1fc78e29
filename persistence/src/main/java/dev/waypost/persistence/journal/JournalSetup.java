package dev.waypost.persistence.journal;

import dev.waypost.engine.roster.Announcements;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.codec.EventCodec.Encoded;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.setup.Setup;

/**
 * Tells the journal and snapshot plugins of an actor system where to write, and holds what they
 * share. One for each actor system; the database must outlive it.
 */
public final class JournalSetup extends Setup {
  private final EventCodec codec;
  private final AlarmOf alarms;
  private final InstantSource clock;
  private final JournalCounters counters = new JournalCounters();
  private final Appends appends;
  private final Newcomers newcomers;
  private final Wakes wakes;
  private final Replays replays;
  private final SnapshotSaves saves;
  private final JournalDeletes deletes;

  public JournalSetup(
      Database database,
      EventCodec codec,
      AlarmOf alarms,
      JournalSettings settings,
      InstantSource clock) {
    this.codec = codec;
    this.alarms = alarms;
    this.clock = clock;
    var handover = new Handover(settings, clock);
    this.appends = new Appends(database, settings, counters);
    this.newcomers = new Newcomers(database, appends, settings, clock);
    this.wakes = new Wakes(database, settings, appends, newcomers, handover, counters);
    this.replays =
        new Replays(new EventReads(database), codec, wakes, handover, settings, counters);
    this.saves = new SnapshotSaves(database, settings, counters);
    this.deletes = new JournalDeletes(database);
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

  /** What the journal has done since the start. */
  public JournalCounters counters() {
    return counters;
  }

  /** Whoever announces entities here makes waking them cheaper. */
  public Announcements announcements() {
    return newcomers;
  }

  Instant now() {
    return clock.instant();
  }

  /** Throws {@link IllegalArgumentException} for what must not be stored. */
  NewEvent encode(long seqNr, long atMillis, Object event) {
    return new NewEvent(seqNr, atMillis, codec.encode(event), alarms.of(event));
  }

  Encoded encode(Object state) {
    return codec.encode(state);
  }

  Object decode(String persistenceId, RawState state) {
    return codec.decode(state.type(), state.payload(), persistenceId, state.seqNr());
  }

  Appends appends() {
    return appends;
  }

  Wakes wakes() {
    return wakes;
  }

  Replays replays() {
    return replays;
  }

  SnapshotSaves saves() {
    return saves;
  }

  JournalDeletes deletes() {
    return deletes;
  }
}
