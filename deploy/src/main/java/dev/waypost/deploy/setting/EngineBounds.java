package dev.waypost.deploy.setting;

import com.typesafe.config.Config;
import dev.waypost.deploy.setting.NodeSettings.Delivery;
import dev.waypost.engine.campaign.CampaignSettings;
import dev.waypost.engine.cluster.EngineSettings;
import dev.waypost.engine.delivery.Pace;
import dev.waypost.engine.recipient.RecipientSettings;
import dev.waypost.engine.roster.IntakeSettings;
import dev.waypost.engine.roster.PageSettings;
import dev.waypost.engine.send.CourierSettings;
import java.util.Optional;

/**
 * Bounds and paces of the engine; few operators need to touch them.
 *
 * @param activeRecipients most recipients in memory; those that were quiet longest make room
 */
public record EngineBounds(EngineSettings settings, int activeRecipients) {
  /** What one recipient costs in memory, rounded up; {@code RecipientHeap} measures it. */
  private static final int RECIPIENT_BYTES = 4096;

  /** The part of the heap that recipients may have when nothing else is said. */
  private static final int HEAP_SHARE = 4;

  private static final int LEAST = 1_000;
  private static final int ENOUGH = 100_000;

  public EngineBounds {
    if (!(activeRecipients >= 1)) {
      throw new IllegalArgumentException(
          "active-recipients must be at least 1, got " + activeRecipients);
    }
  }

  /**
   * Reads {@code waypost.engine}.
   *
   * @param heapBytes the most that the process may use
   */
  static EngineBounds from(Config engine, Delivery delivery, long heapBytes) {
    return new EngineBounds(
        settings(engine, delivery),
        engine.getString("active-recipients").equals("auto")
            ? recipientsIn(heapBytes)
            : engine.getInt("active-recipients"));
  }

  /**
   * As many as fit into their share of the heap: a heap full of sleepers leaves the collector no
   * rest.
   */
  static int recipientsIn(long heapBytes) {
    return Math.clamp(heapBytes / HEAP_SHARE / RECIPIENT_BYTES, LEAST, ENOUGH);
  }

  private static Optional<Pace> pace(String text) {
    return text.equals("unlimited") ? Optional.empty() : Optional.of(Pace.parse(text));
  }

  private static EngineSettings settings(Config engine, Delivery delivery) {
    var snapshotEvery = engine.getInt("snapshot-every");
    return new EngineSettings(
        new RecipientSettings(delivery.retry(), engine.getDuration("fold-after"), snapshotEvery),
        new CampaignSettings(
            engine.getInt("active-pages"),
            engine.getDuration("repeat-after"),
            engine.getDuration("stop-timeout"),
            snapshotEvery),
        new PageSettings(
            engine.getInt("rows-in-flight"),
            engine.getDuration("ask-again-after"),
            engine.getDuration("checkpoint-every"),
            engine.getDuration("watchdog"),
            engine.getDuration("held-every"),
            snapshotEvery),
        new IntakeSettings(
            engine.getInt("page-rows"),
            Math.toIntExact(engine.getBytes("page-size")),
            engine.getInt("pages-at-once"),
            engine.getInt("batch-rows"),
            engine.getInt("page-rows"),
            engine.getDuration("abandon-after"),
            engine.getDuration("key-patience")),
        new CourierSettings(
            delivery.connections(),
            pace(engine.getString("pace")),
            engine.getInt("wishes"),
            engine.getDuration("report-again-min"),
            engine.getDuration("report-again-max"),
            engine.getDuration("reconnect-min"),
            engine.getDuration("reconnect-max")),
        engine.getDuration("ask-timeout"),
        engine.getDuration("drain-timeout"),
        engine.getDuration("alarm-every"),
        engine.getInt("alarms-at-once"),
        engine.getDuration("snooze"),
        engine.getInt("contents"));
  }
}
