package dev.waypost.http.api;

import com.typesafe.config.Config;
import dev.waypost.http.server.KnownSettings;
import dev.waypost.http.server.ListenerSettings;
import dev.waypost.http.server.PortSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How the sender API is served.
 *
 * @param listener the port of the API
 * @param operations a port of their own for health and metrics; otherwise they are on the API's
 * @param limits of requests
 * @param events how the event stream is served
 */
public record ApiSettings(
    ListenerSettings listener,
    Optional<ListenerSettings> operations,
    Limits limits,
    EventSettings events) {

  /**
   * Bounds of requests; section {@code waypost.api}, where reference.conf says what raising each
   * does. The public contract lets its own (body, row, rows) rise, never fall.
   *
   * @param jsonBytesMax a longer JSON body is refused with 413
   * @param jsonMemory most bytes of JSON bodies that are in memory at a time, from all requests;
   *     beyond that 429
   * @param rowBytesMax a longer row is refused, the others are not
   * @param rowsMax more rows in one submission are refused with 413
   * @param intakesMax more submissions at once are refused with 429; each holds about a page
   * @param importsMax more imports of suppressions at once are refused with 429; each asks some
   *     recipients at a time
   * @param exportsMax more exports and lists of faults open at once are refused with 429; each
   *     holds some MiB at most
   * @param jsonTime longest time for a JSON body to arrive, then 408
   * @param unpackRatio a packed body that unpacks to more than so many times its size is refused
   *     with 413, once it is over {@code unpackFree}
   * @param unpackFree bytes that may come out of a packed body whatever its size
   * @param engineTime longest wait for an answer of the engine, but for submissions under way; then
   *     it is a 503
   */
  public record Limits(
      int jsonBytesMax,
      long jsonMemory,
      int rowBytesMax,
      int rowsMax,
      int intakesMax,
      int importsMax,
      int exportsMax,
      Duration jsonTime,
      int unpackRatio,
      long unpackFree,
      Duration engineTime) {
    private static final Set<String> KEYS =
        Set.of(
            "port",
            "json-size",
            "json-memory",
            "json-limit",
            "intakes",
            "imports",
            "exports",
            "unpack-ratio",
            "unpack-free",
            "engine-limit");
    private static final int JSON_BYTES_LEAST = 4 << 20;

    public static final Limits DEFAULT =
        new Limits(
            JSON_BYTES_LEAST,
            64L << 20,
            64 << 10,
            5_000_000,
            64,
            4,
            32,
            Duration.ofSeconds(60),
            100,
            64L << 20,
            Duration.ofSeconds(30));

    public Limits {
      if (!(rowBytesMax >= 1 && rowBytesMax <= jsonBytesMax)) {
        throw new IllegalArgumentException(
            "a row must fit a JSON body: " + rowBytesMax + " and " + jsonBytesMax + " bytes");
      }
      if (!(jsonMemory >= jsonBytesMax)) {
        throw new IllegalArgumentException(
            "json-memory must hold one body of json-size, got %d and %d bytes"
                .formatted(jsonMemory, jsonBytesMax));
      }
      if (!(rowsMax >= 1 && intakesMax >= 1 && importsMax >= 1 && exportsMax >= 1)) {
        throw new IllegalArgumentException(
            "rows, intakes, imports and exports must be 1 or more, got %d, %d, %d and %d"
                .formatted(rowsMax, intakesMax, importsMax, exportsMax));
      }
      if (!(engineTime.isPositive() && jsonTime.isPositive())) {
        throw new IllegalArgumentException(
            "engine-limit and json-limit must be positive, got " + engineTime + ", " + jsonTime);
      }
      if (!(unpackRatio >= 10 && unpackFree >= 1)) {
        throw new IllegalArgumentException(
            "unpack-ratio must be 10 or more, unpack-free 1 or more, got "
                + unpackRatio
                + " and "
                + unpackFree);
      }
    }

    static Limits from(Config api) {
      KnownSettings.check(api, KEYS);
      var jsonBytes = Math.toIntExact(Math.min(api.getBytes("json-size"), 1 << 30));
      if (jsonBytes < JSON_BYTES_LEAST) {
        throw new IllegalArgumentException(
            "waypost.api.json-size must be 4 MiB or more, as the API promises, got " + jsonBytes);
      }
      return new Limits(
          jsonBytes,
          api.getBytes("json-memory"),
          DEFAULT.rowBytesMax,
          DEFAULT.rowsMax,
          api.getInt("intakes"),
          api.getInt("imports"),
          api.getInt("exports"),
          api.getDuration("json-limit"),
          api.getInt("unpack-ratio"),
          api.getBytes("unpack-free"),
          api.getDuration("engine-limit"));
    }
  }

  /** What configuration says: section {@code waypost.api}. */
  public record Bounds(PortSettings port, Limits limits) {
    public static final Bounds DEFAULT = new Bounds(PortSettings.DEFAULT, Limits.DEFAULT);

    /** Reads it; unknown keys are refused. */
    public static Bounds from(Config api) {
      return new Bounds(PortSettings.from(api.getConfig("port")), Limits.from(api));
    }
  }

  /** With the usual event streams. */
  public ApiSettings(
      ListenerSettings listener, Optional<ListenerSettings> operations, Limits limits) {
    this(listener, operations, limits, EventSettings.DEFAULT);
  }

  /** The usual limits on that port. */
  public static ApiSettings of(String host, int port) {
    return new ApiSettings(ListenerSettings.of(host, port), Optional.empty(), Limits.DEFAULT);
  }
}
