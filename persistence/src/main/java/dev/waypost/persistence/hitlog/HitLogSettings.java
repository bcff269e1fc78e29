package dev.waypost.persistence.hitlog;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Section {@code waypost.hitlog}.
 *
 * @param edge number of this edge, 1..64, different on every edge and the same over restarts
 * @param acks what a hit waits for
 * @param queue most hits that wait for the log; further ones are answered unlogged
 * @param batch most hits that share one write
 * @param segmentBytes size at which a new segment file begins
 * @param syncInterval with acks other than {@code fsync}: the log is synced this often
 * @param retention how long a segment stays after all of it was confirmed
 * @param shipper how hits are handed over
 */
public record HitLogSettings(
    int edge,
    Acks acks,
    int queue,
    int batch,
    long segmentBytes,
    Duration syncInterval,
    Duration retention,
    ShipperSettings shipper) {
  private static final Set<String> KEYS =
      Set.of(
          "edge",
          "acks",
          "queue",
          "batch",
          "segment-size",
          "sync-interval",
          "retention",
          "shipper");

  public HitLogSettings {
    require(edge >= 1 && edge <= 64, "edge must be 1..64, got " + edge);
    require(queue >= 1 && queue <= 1 << 24, "queue must be 1..16777216, got " + queue);
    require(batch >= 1 && batch <= 1 << 16, "batch must be 1..65536, got " + batch);
    require(
        segmentBytes >= Segment.HEADER_BYTES + Slot.BYTES && segmentBytes <= 1L << 40,
        "segment-size must be 88 bytes to 1 TiB, got " + segmentBytes);
    require(syncInterval.isPositive(), "sync-interval must be more than zero");
    require(!retention.isNegative(), "retention must not be negative, got " + retention);
  }

  /** Reads {@code waypost.hitlog}; unknown keys are refused. */
  public static HitLogSettings from(Config hitlog) {
    refuseUnknown(hitlog, KEYS);
    return new HitLogSettings(
        hitlog.getInt("edge"),
        acks(hitlog),
        hitlog.getInt("queue"),
        hitlog.getInt("batch"),
        hitlog.getBytes("segment-size"),
        hitlog.getDuration("sync-interval"),
        hitlog.getDuration("retention"),
        ShipperSettings.from(hitlog.getConfig("shipper")));
  }

  private static Acks acks(Config hitlog) {
    return switch (hitlog.getString("acks").toLowerCase(Locale.ROOT)) {
      case "fsync" -> Acks.FSYNC;
      case "os" -> Acks.OS;
      case "none" -> Acks.NONE;
      // The default is for text, not for a case of ours.
      default ->
          throw new ConfigException.BadValue(
              hitlog.getValue("acks").origin(),
              "waypost.hitlog.acks",
              "must be fsync, os or none, got \"" + hitlog.getString("acks") + "\"");
    };
  }

  static void refuseUnknown(Config section, Set<String> known) {
    var unknown = new TreeSet<>(section.root().keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new ConfigException.BadPath(
          section.origin(), unknown.first(), "unknown; known here are " + new TreeSet<>(known));
    }
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("waypost.hitlog: " + otherwise);
    }
  }
}
