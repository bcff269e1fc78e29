package dev.waypost.bench.postgres;

import dev.waypost.bench.stage.BenchFailure;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.PostgresAddress;
import dev.waypost.persistence.PostgresDatabase;
import dev.waypost.persistence.StartRefused;
import java.security.SecureRandom;
import java.util.Optional;

/** Waypost's own tables in a database of the suite's. */
public final class Schema {
  private Schema() {}

  /** Makes them. Blocks. */
  public static void create(Postgres database) {
    open(database).close();
  }

  /** As a node opens it, with a node's settings; makes the tables when they are not there. */
  public static Database open(Postgres database) {
    var address =
        new PostgresAddress(
            database.url(), Optional.of(database.user()), Optional.of(database.password()));
    try {
      return PostgresDatabase.open(address, ShippedSettings.database(), new SecureRandom());
    } catch (StartRefused e) {
      throw new BenchFailure("the database cannot be used", "see the server's log", e);
    }
  }
}
