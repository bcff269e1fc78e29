package dev.waypost.http.ops;

import java.util.List;

/**
 * Whether a node can do its job.
 *
 * @param reasons why not, or not as well as it should; for people, without personal data
 */
public record Readiness(State state, List<String> reasons) {
  /** How ready. */
  public enum State {
    OK,
    /** It does its job, but something is missing. */
    DEGRADED,
    /** Send it no requests. */
    UNAVAILABLE
  }

  public Readiness {
    reasons = List.copyOf(reasons);
  }

  public static final Readiness OK = new Readiness(State.OK, List.of());
}
