package dev.waypost.persistence;

import java.util.Optional;

/**
 * Where a PostgreSQL database is, and who we are there.
 *
 * @param url JDBC, without credentials: it is shown in messages and logs
 * @param password of the user; without one the server must let the user in all the same
 */
public record PostgresAddress(String url, Optional<String> user, Optional<String> password) {
  /** Never says the password. */
  @Override
  public String toString() {
    return url + user.map(name -> " as " + name).orElse("");
  }
}
