package dev.waypost.http.server;

/** A port that could not be bound. Its message says which one and what to do. */
public final class CannotListen extends Exception {
  private static final long serialVersionUID = 1L;

  private final String host;
  private final int port;

  CannotListen(String host, int port, Throwable cause) {
    super(
        "cannot listen on port "
            + port
            + " of "
            + host
            + " ("
            + root(cause).getMessage()
            + "): stop what uses it, or take another port or address",
        cause);
    this.host = host;
    this.port = port;
  }

  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  private static Throwable root(Throwable failure) {
    var cause = failure.getCause();
    return cause == null ? failure : root(cause);
  }
}
