package dev.waypost.http.server;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Set;

/**
 * What a port bears; section {@code waypost.api.port}, where reference.conf says what raising each
 * does. What is refused gets a problem document wherever bytes can still be written, and each limit
 * has a {@link PortCounter}.
 *
 * @param connections most open connections; the next ones get a 503 and are closed
 * @param turnedAway most connections that are being told so at a time; more are just closed
 * @param backlog most connections that wait in the system to be accepted
 * @param uriLength longest request target; longer is 414
 * @param headers most header lines of a request; more is 431
 * @param headerLength longest value of one; longer is 431
 * @param headBytes names and values of all headers together; more is 431. A head that goes on is
 *     cut off with 431 at the first read of the network behind so many bytes, so that no more than
 *     one read beyond it is ever held
 * @param headLimit longest time from the first byte of a request to the end of its headers; then
 *     408
 * @param bodyWindow a body that brings less than {@code bodyLeast} bytes in so much time of waiting
 *     for it is given up with 408; time in which we do not read does not count
 * @param bodyLeast bytes
 * @param answerStall a caller that takes nothing of an answer for so long is cut off
 * @param idleTimeout a connection without a request is closed after that
 * @param linger how long a closing connection still reads, so that its last answer arrives
 * @param requests most requests that are being answered at a time; more get a 429
 */
public record PortSettings(
    int connections,
    int turnedAway,
    int backlog,
    int uriLength,
    int headers,
    int headerLength,
    int headBytes,
    Duration headLimit,
    Duration bodyWindow,
    int bodyLeast,
    Duration answerStall,
    Duration idleTimeout,
    Duration linger,
    int requests) {
  private static final Set<String> KEYS =
      Set.of(
          "connections",
          "turned-away",
          "backlog",
          "uri-length",
          "headers",
          "header-length",
          "head-size",
          "head-limit",
          "body-window",
          "body-least",
          "answer-stall",
          "idle-timeout",
          "linger",
          "requests");

  /** What the shipped reference.conf says. */
  public static final PortSettings DEFAULT =
      new PortSettings(
          1024,
          256,
          1024,
          8 << 10,
          64,
          8 << 10,
          64 << 10,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          256,
          Duration.ofMinutes(2),
          Duration.ofSeconds(60),
          Duration.ofSeconds(2),
          512);

  public PortSettings {
    range("connections", connections, 1, 1 << 20);
    range("turned-away", turnedAway, 0, 1 << 16);
    range("backlog", backlog, 1, 1 << 16);
    range("uri-length", uriLength, 1 << 10, 1 << 20);
    range("headers", headers, 16, 1 << 10);
    range("header-length", headerLength, 512, 1 << 20);
    range("head-size", headBytes, uriLength, 16 << 20);
    range("body-least", bodyLeast, 1, 1 << 20);
    range("requests", requests, 1, 1 << 20);
    positive("head-limit", headLimit);
    positive("body-window", bodyWindow);
    positive("answer-stall", answerStall);
    positive("idle-timeout", idleTimeout);
    positive("linger", linger);
  }

  /** Reads {@code waypost.api.port}; unknown keys are refused. */
  public static PortSettings from(Config port) {
    KnownSettings.check(port, KEYS);
    return new PortSettings(
        port.getInt("connections"),
        port.getInt("turned-away"),
        port.getInt("backlog"),
        port.getInt("uri-length"),
        port.getInt("headers"),
        port.getInt("header-length"),
        bytes(port, "head-size"),
        port.getDuration("head-limit"),
        port.getDuration("body-window"),
        bytes(port, "body-least"),
        port.getDuration("answer-stall"),
        port.getDuration("idle-timeout"),
        port.getDuration("linger"),
        port.getInt("requests"));
  }

  private static int bytes(Config config, String key) {
    return (int) Math.min(Integer.MAX_VALUE, config.getBytes(key));
  }

  private static void positive(String key, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(
          "waypost.api.port." + key + " must be more than zero, got " + value);
    }
  }

  private static void range(String key, long value, long least, long most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "waypost.api.port.%s must be %d..%d, got %d".formatted(key, least, most, value));
    }
  }
}
