package dev.waypost.http.api;

import dev.waypost.http.server.ListenerSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * How the sender API is served.
 *
 * @param listener the port of the API
 * @param operations a port of their own for health and metrics; otherwise they are on the API's
 * @param limits of requests
 */
public record ApiSettings(
    ListenerSettings listener, Optional<ListenerSettings> operations, Limits limits) {

  /**
   * Bounds of requests. The public contract lets them rise, never fall.
   *
   * @param jsonBytesMax a longer JSON body is refused with 413
   * @param rowBytesMax a longer row is refused, the others are not
   * @param rowsMax more rows in one submission are refused with 413
   * @param intakesMax more submissions at once are refused with 429; each holds about a page
   * @param engineTime longest wait for an answer of the engine, but for submissions under way; then
   *     it is a 503
   */
  public record Limits(
      int jsonBytesMax, int rowBytesMax, int rowsMax, int intakesMax, Duration engineTime) {
    public static final Limits DEFAULT =
        new Limits(4 << 20, 64 << 10, 5_000_000, 64, Duration.ofSeconds(30));

    public Limits {
      if (!(rowBytesMax >= 1 && rowBytesMax <= jsonBytesMax)) {
        throw new IllegalArgumentException(
            "a row must fit a JSON body: " + rowBytesMax + " and " + jsonBytesMax + " bytes");
      }
      if (!(rowsMax >= 1 && intakesMax >= 1)) {
        throw new IllegalArgumentException(
            "rows and intakes must be 1 or more, got " + rowsMax + " and " + intakesMax);
      }
      if (!engineTime.isPositive()) {
        throw new IllegalArgumentException("engine time must be positive, got " + engineTime);
      }
    }
  }

  /** The usual limits on that port. */
  public static ApiSettings of(String host, int port) {
    return new ApiSettings(ListenerSettings.of(host, port), Optional.empty(), Limits.DEFAULT);
  }
}
