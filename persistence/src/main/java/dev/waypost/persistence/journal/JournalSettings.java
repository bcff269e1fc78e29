package dev.waypost.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.waypost.persistence.Gathering;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * Bounds of the journal; {@code waypost.journal} of reference.conf says what each does.
 *
 * @param appends how events gather on their way to the database
 * @param saves how snapshots do
 * @param wakes how recoveries do; one weighs nothing while it waits, and its history when read
 * @param replayAtOnce most events of one entity in one read; who has more reads them alone
 * @param rowsAtOnce most events in one statement for many entities
 * @param handovers most histories that were read and wait for their entity
 * @param handoverBytes what these may weigh
 * @param handoverLife how long they wait
 */
public record JournalSettings(
    Gathering.Bounds appends,
    Gathering.Bounds saves,
    Gathering.Bounds wakes,
    int replayAtOnce,
    int rowsAtOnce,
    int handovers,
    long handoverBytes,
    Duration handoverLife) {
  private static final String WAITING = "waiting";
  private static final String BYTES_WAITING = "bytes-waiting";
  private static final String AT_ONCE = "at-once";
  private static final String BYTES_AT_ONCE = "bytes-at-once";
  private static final String IN_FLIGHT = "in-flight";
  private static final String REPLAY_AT_ONCE = "replay-at-once";
  private static final String ROWS_AT_ONCE = "rows-at-once";
  private static final String HANDOVERS = "handovers";
  private static final String HANDOVER_BYTES = "handover-bytes";
  private static final String HANDOVER_LIFE = "handover-life";
  private static final Set<String> BOUNDS =
      Set.of(WAITING, BYTES_WAITING, AT_ONCE, BYTES_AT_ONCE, IN_FLIGHT);
  private static final Set<String> KEYS =
      Set.of(
          "appends",
          "saves",
          "wakes",
          REPLAY_AT_ONCE,
          ROWS_AT_ONCE,
          HANDOVERS,
          HANDOVER_BYTES,
          HANDOVER_LIFE);

  public JournalSettings {
    requirePositive(REPLAY_AT_ONCE, replayAtOnce);
    requirePositive(HANDOVERS, handovers);
    requirePositive(HANDOVER_BYTES, handoverBytes);
    if (!(rowsAtOnce >= replayAtOnce)) {
      throw new IllegalArgumentException(
          ROWS_AT_ONCE + " must be >= " + REPLAY_AT_ONCE + ", got " + rowsAtOnce);
    }
    if (!handoverLife.isPositive()) {
      throw new IllegalArgumentException(
          HANDOVER_LIFE + " is longer than nothing, got " + handoverLife);
    }
  }

  /** Reads {@code waypost.journal}; refuses keys that it does not know. */
  public static JournalSettings from(Config config) {
    refuseUnknown("waypost.journal", config, KEYS);
    return new JournalSettings(
        bounds("waypost.journal.appends", config.getConfig("appends")),
        bounds("waypost.journal.saves", config.getConfig("saves")),
        bounds("waypost.journal.wakes", config.getConfig("wakes")),
        config.getInt(REPLAY_AT_ONCE),
        config.getInt(ROWS_AT_ONCE),
        config.getInt(HANDOVERS),
        config.getBytes(HANDOVER_BYTES),
        config.getDuration(HANDOVER_LIFE));
  }

  private static Gathering.Bounds bounds(String path, Config config) {
    refuseUnknown(path, config, BOUNDS);
    return new Gathering.Bounds(
        config.getInt(WAITING),
        config.getBytes(BYTES_WAITING),
        config.getInt(AT_ONCE),
        config.getBytes(BYTES_AT_ONCE),
        config.getInt(IN_FLIGHT));
  }

  private static void refuseUnknown(String path, Config config, Set<String> known) {
    var unknown = new TreeSet<>(config.root().keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new ConfigException.Generic(
          "unknown keys " + unknown + " in " + path + "; known are " + new TreeSet<>(known));
    }
  }

  private static void requirePositive(String key, long value) {
    if (!(value >= 1)) {
      throw new IllegalArgumentException(key + " must be >= 1, got " + value);
    }
  }
}
