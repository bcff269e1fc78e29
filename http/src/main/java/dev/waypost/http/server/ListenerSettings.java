package dev.waypost.http.server;

/**
 * How a port is opened.
 *
 * @param host to listen on
 * @param port 0 for any free one
 * @param limits what it bears
 */
public record ListenerSettings(String host, int port, PortSettings limits) {
  public ListenerSettings {
    if (!(port >= 0 && port <= 65_535)) {
      throw new IllegalArgumentException("a port is 0 to 65535, got " + port);
    }
  }

  /** With the usual limits. */
  public static ListenerSettings of(String host, int port) {
    return new ListenerSettings(host, port, PortSettings.DEFAULT);
  }
}
