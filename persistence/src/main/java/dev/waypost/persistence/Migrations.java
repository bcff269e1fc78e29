package dev.waypost.persistence;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationState;

/**
 * Brings a database up to the schema of this program: numbered scripts, each run once in a
 * transaction of its own, with checksums that tell when a released one was edited.
 */
final class Migrations {
  /** Where the scripts for SQLite lie. */
  static final String SQLITE = "classpath:dev/waypost/persistence/store/sqlite";

  private Migrations() {}

  /** Blocks until the schema is that of this program; refuses one that is newer. */
  static void migrate(DataSource database, String scripts, String name) throws StartRefused {
    try {
      var flyway =
          Flyway.configure(Migrations.class.getClassLoader())
              .dataSource(database)
              .locations(scripts)
              .table("schema_history")
              .load();
      for (var migration : flyway.info().all()) {
        if (migration.getState() == MigrationState.FUTURE_SUCCESS) {
          throw new StartRefused.NewerSchema(name, String.valueOf(migration.getVersion()));
        }
      }
      flyway.migrate();
    } catch (FlywayException e) {
      throw new StartRefused.DatabaseUnusable(name, e);
    }
  }
}
