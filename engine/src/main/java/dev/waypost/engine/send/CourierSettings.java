package dev.waypost.engine.send;

import dev.waypost.engine.delivery.Pace;
import java.time.Duration;
import java.util.Optional;

/**
 * Bounds of a courier.
 *
 * @param connections attempts under way at a time, each with a connection of its own until its
 *     outcome is journalled, 1..10,000
 * @param pace how many attempts may begin in a time; empty: as many as there are connections for
 * @param wishesMax wishes that may wait for a connection; further ones are dropped, counted, and
 *     made again by their pages
 * @param repeatMin first wait before an unanswered report is repeated
 * @param repeatMax longest such wait
 * @param reconnectMin first wait after no connection was to be had
 * @param reconnectMax longest such wait
 */
public record CourierSettings(
    int connections,
    Optional<Pace> pace,
    int wishesMax,
    Duration repeatMin,
    Duration repeatMax,
    Duration reconnectMin,
    Duration reconnectMax) {
  public CourierSettings {
    if (!(connections >= 1 && connections <= 10_000)) {
      throw new IllegalArgumentException("connections must be 1..10000, got " + connections);
    }
    if (!(wishesMax >= connections)) {
      throw new IllegalArgumentException(
          "wishes must be at least connections (" + connections + "), got " + wishesMax);
    }
    if (!(repeatMin.isPositive() && repeatMax.compareTo(repeatMin) >= 0)) {
      throw new IllegalArgumentException(
          "repeat-max must be at least repeat-min, both more than zero, got "
              + repeatMax
              + ", "
              + repeatMin);
    }
    if (!(reconnectMin.isPositive() && reconnectMax.compareTo(reconnectMin) >= 0)) {
      throw new IllegalArgumentException(
          "reconnect-max must be at least reconnect-min, both more than zero, got "
              + reconnectMax
              + ", "
              + reconnectMin);
    }
  }
}
