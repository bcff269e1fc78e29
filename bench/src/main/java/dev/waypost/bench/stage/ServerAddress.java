package dev.waypost.bench.stage;

/** A PostgreSQL that is there already; its user must be allowed to create databases. */
public record ServerAddress(String url, String user, String password) {
  private static final String SCHEME = "jdbc:postgresql://";

  public ServerAddress {
    if (!url.startsWith(SCHEME) || url.indexOf('/', SCHEME.length()) < 0) {
      throw new IllegalArgumentException(
          "a server's URL is " + SCHEME + "HOST:PORT/DATABASE, got " + url);
    }
  }

  @Override
  public String toString() {
    return url;
  }
}
