package dev.waypost.persistence.view;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * How views follow the journal; {@code waypost.view} of reference.conf says what each value does.
 *
 * @param eventsAtOnce events that are counted in one transaction while the view keeps up
 * @param eventsAtMost the same when it is behind
 * @param idle how long to wait at the end of the journal before looking again
 * @param retryAfter how long to wait after a failure
 * @param readersWait how long a reader that wants all there is waits for a view that is behind
 * @param stream what the event stream keeps
 */
public record ViewSettings(
    int eventsAtOnce,
    int eventsAtMost,
    Duration idle,
    Duration retryAfter,
    Duration readersWait,
    StreamSettings stream) {
  private static final String EVENTS_AT_ONCE = "events-at-once";
  private static final String EVENTS_AT_MOST = "events-at-most";
  private static final String IDLE = "idle";
  private static final String RETRY_AFTER = "retry-after";
  private static final String READERS_WAIT = "readers-wait";
  private static final String STREAM = "stream";
  private static final Set<String> KEYS =
      Set.of(EVENTS_AT_ONCE, EVENTS_AT_MOST, IDLE, RETRY_AFTER, READERS_WAIT, STREAM);
  private static final int EVENTS_MAX = 100_000;

  public ViewSettings {
    if (!(eventsAtOnce >= 1 && eventsAtOnce <= EVENTS_MAX)) {
      throw new IllegalArgumentException(
          EVENTS_AT_ONCE + " is 1.." + EVENTS_MAX + ", got " + eventsAtOnce);
    }
    if (!(eventsAtMost >= eventsAtOnce && eventsAtMost <= EVENTS_MAX)) {
      throw new IllegalArgumentException(
          EVENTS_AT_MOST
              + " is "
              + EVENTS_AT_ONCE
              + " ("
              + eventsAtOnce
              + ") to "
              + EVENTS_MAX
              + ", got "
              + eventsAtMost);
    }
    if (!(idle.isPositive() && retryAfter.isPositive())) {
      throw new IllegalArgumentException(
          IDLE
              + " and "
              + RETRY_AFTER
              + " are longer than nothing, got "
              + idle
              + ", "
              + retryAfter);
    }
    if (!(readersWait.compareTo(idle) >= 0)) {
      throw new IllegalArgumentException(
          READERS_WAIT + " is at least " + IDLE + " (" + idle + "), got " + readersWait);
    }
  }

  /** Reads {@code waypost.view}; refuses keys that it does not know. */
  public static ViewSettings from(Config config) {
    var unknown = new TreeSet<>(config.root().keySet());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new ConfigException.Generic(
          "unknown keys " + unknown + " in waypost.view; known are " + new TreeSet<>(KEYS));
    }
    return new ViewSettings(
        config.getInt(EVENTS_AT_ONCE),
        config.getInt(EVENTS_AT_MOST),
        config.getDuration(IDLE),
        config.getDuration(RETRY_AFTER),
        config.getDuration(READERS_WAIT),
        StreamSettings.from(config.getConfig(STREAM)));
  }
}
