package dev.waypost.http.server;

import java.time.Duration;

/**
 * How a port is opened.
 *
 * @param host to listen on
 * @param port 0 for any free one
 * @param connectionsMax more wait in the kernel until others are closed
 * @param idleTimeout after which a connection without traffic is closed; also bounds how long an
 *     answer may take
 */
public record ListenerSettings(String host, int port, int connectionsMax, Duration idleTimeout) {
  public ListenerSettings {
    if (!(port >= 0 && port <= 65_535)) {
      throw new IllegalArgumentException("a port is 0 to 65535, got " + port);
    }
    if (!(connectionsMax >= 1)) {
      throw new IllegalArgumentException("connections must be 1 or more, got " + connectionsMax);
    }
    if (!(idleTimeout.toSeconds() >= 1)) {
      throw new IllegalArgumentException("idle timeout must be 1 s or more, got " + idleTimeout);
    }
  }

  public static ListenerSettings of(String host, int port) {
    return new ListenerSettings(host, port, 1024, Duration.ofMinutes(5));
  }
}
