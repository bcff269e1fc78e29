package dev.waypost.http.track;

import com.typesafe.config.Config;
import dev.waypost.http.server.KnownSettings;
import java.time.Duration;
import java.util.Set;

/**
 * Section {@code waypost.track}; reference.conf says what raising each does.
 *
 * @param tableLimit how long a click waits for a link table that is not at hand
 * @param shipLimit how long an unsubscribe waits until it binds
 * @param retryAfter what a 503 page tells machines
 * @param bodyBytes longest body of a POST; longer ones are answered with 413
 * @param bodyLimit how long a body may take to arrive
 * @param connections most open connections; further ones wait in the backlog
 * @param backlog most connections that wait to be accepted
 * @param idleTimeout after which a silent connection is closed
 * @param threads that serve connections; 0 = one per processor
 * @param warmUp requests that a start makes to itself before it is ready
 */
public record TrackSettings(
    Duration tableLimit,
    Duration shipLimit,
    Duration retryAfter,
    int bodyBytes,
    Duration bodyLimit,
    int connections,
    int backlog,
    Duration idleTimeout,
    int threads,
    int warmUp) {
  private static final Set<String> KEYS =
      Set.of(
          "table-limit",
          "ship-limit",
          "retry-after",
          "body-size",
          "body-limit",
          "connections",
          "backlog",
          "idle-timeout",
          "threads",
          "warm-up");

  public TrackSettings {
    positive("table-limit", tableLimit);
    positive("ship-limit", shipLimit);
    positive("body-limit", bodyLimit);
    positive("idle-timeout", idleTimeout);
    range("retry-after in seconds", retryAfter.toSeconds(), 1, 86_400);
    range("body-size", bodyBytes, 256, 1 << 20);
    range("connections", connections, 1, 1 << 20);
    range("backlog", backlog, 1, 1 << 16);
    range("threads", threads, 0, 1024);
    range("warm-up", warmUp, 0, 100_000);
  }

  /** Reads {@code waypost.track}; unknown keys are refused. */
  public static TrackSettings from(Config track) {
    KnownSettings.check(track, KEYS);
    return new TrackSettings(
        track.getDuration("table-limit"),
        track.getDuration("ship-limit"),
        track.getDuration("retry-after"),
        Math.toIntExact(track.getBytes("body-size")),
        track.getDuration("body-limit"),
        track.getInt("connections"),
        track.getInt("backlog"),
        track.getDuration("idle-timeout"),
        track.getInt("threads"),
        track.getInt("warm-up"));
  }

  private static void positive(String key, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(
          "waypost.track." + key + " must be more than zero, got " + value);
    }
  }

  private static void range(String key, long value, long least, long most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "waypost.track.%s must be %d..%d, got %d".formatted(key, least, most, value));
    }
  }
}
