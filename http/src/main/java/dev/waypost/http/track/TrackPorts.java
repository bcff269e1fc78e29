package dev.waypost.http.track;

import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.LinkTables;
import dev.waypost.engine.link.TokenKeys;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What tracking needs from elsewhere.
 *
 * @param nanos a monotonic clock, for durations
 * @param redirects is told how long each redirect took
 */
public record TrackPorts(
    TokenKeys keys,
    LinkTables tables,
    HitLog log,
    InstantSource clock,
    LongSupplier nanos,
    RedirectTimer redirects) {
  /** Takes durations in, on the hot path: must neither block nor throw. Safe for many threads. */
  public interface RedirectTimer {
    void took(long nanos);
  }
}
