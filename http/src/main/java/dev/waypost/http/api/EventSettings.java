package dev.waypost.http.api;

import com.typesafe.config.Config;
import dev.waypost.http.server.KnownSettings;
import java.time.Duration;
import java.util.Set;

/**
 * How the event stream is served; {@code waypost.events} of reference.conf says what each value
 * does.
 *
 * @param streams most that are open at a time, in either form; more are refused with 429
 * @param atOnce most events that a stream holds in memory
 * @param heartbeat how often a live stream says that it lives, while nothing happens; shorter than
 *     the idle timeout of connections
 * @param gather how long a live stream waits for more when the first event comes in
 */
public record EventSettings(int streams, int atOnce, Duration heartbeat, Duration gather) {
  private static final Set<String> KEYS = Set.of("streams", "at-once", "heartbeat", "gather");
  private static final Duration HEARTBEAT_MAX = Duration.ofMinutes(1);
  private static final Duration GATHER_MAX = Duration.ofSeconds(10);

  public static final EventSettings DEFAULT =
      new EventSettings(64, 250, Duration.ofSeconds(15), Duration.ofMillis(200));

  public EventSettings {
    if (!(streams >= 1 && streams <= 10_000)) {
      throw new IllegalArgumentException("streams is 1..10000, got " + streams);
    }
    if (!(atOnce >= 1 && atOnce <= 10_000)) {
      throw new IllegalArgumentException("at-once is 1..10000, got " + atOnce);
    }
    if (!(heartbeat.isPositive() && heartbeat.compareTo(HEARTBEAT_MAX) <= 0)) {
      throw new IllegalArgumentException("heartbeat is at most 1 minute, got " + heartbeat);
    }
    if (!(gather.isPositive() && gather.compareTo(GATHER_MAX) <= 0)) {
      throw new IllegalArgumentException("gather is at most 10 seconds, got " + gather);
    }
  }

  /** Reads {@code waypost.events}; unknown keys are refused. */
  public static EventSettings from(Config events) {
    KnownSettings.check(events, KEYS);
    return new EventSettings(
        events.getInt("streams"),
        events.getInt("at-once"),
        events.getDuration("heartbeat"),
        events.getDuration("gather"));
  }
}
