package dev.waypost.persistence;

import java.sql.SQLException;
import java.util.HashMap;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Brings a database up to the schema of this program: numbered scripts, each run once in a
 * transaction of its own, with checksums that tell when a released one was edited.
 */
final class Migrations {
  private static final String SCRIPTS = "classpath:dev/waypost/persistence/store/";

  private Migrations() {}

  /** Blocks until the schema is that of this program; refuses one that is newer. */
  static void ofSqlite(DataSource database, String name) throws StartRefused {
    migrate(sqlite(database), name);
  }

  /** The same; others who start at the same moment wait for it. */
  static void ofPostgres(PostgresSource source) throws StartRefused {
    migrate(postgres(source), source.toString());
  }

  /** Refuses a schema that is not just the one of this program. */
  static void requirePostgres(PostgresSource source) throws StartRefused {
    try {
      var flyway = postgres(source).load();
      refuseNewer(flyway, source.toString());
      var pending = flyway.info().pending().length;
      if (pending > 0) {
        throw new StartRefused.SchemaOutdated(source.toString(), pending);
      }
    } catch (FlywayException e) {
      throw refusal(source.toString(), e);
    }
  }

  /** Refuses any schema but that of this program, for commands beside a node; changes nothing. */
  static void requireCurrent(DataSource sqlite, String name) throws StartRefused {
    requireCurrent(sqlite(sqlite), name);
  }

  /** The same. */
  static void requireCurrent(PostgresSource source) throws StartRefused {
    requireCurrent(postgres(source), source.toString());
  }

  private static void requireCurrent(FluentConfiguration configuration, String name)
      throws StartRefused {
    try {
      var flyway = configuration.load();
      refuseNewer(flyway, name);
      if (flyway.info().pending().length > 0) {
        throw new StartRefused.OlderSchema(name);
      }
    } catch (FlywayException e) {
      throw refusal(name, e);
    }
  }

  private static FluentConfiguration sqlite(DataSource database) {
    return Flyway.configure(loader())
        .dataSource(database)
        .locations(SCRIPTS + "sqlite")
        .table("schema_history");
  }

  private static FluentConfiguration postgres(PostgresSource source) {
    var properties = new HashMap<String, String>();
    source.patient("waypost-schema").forEach((k, v) -> properties.put((String) k, (String) v));
    return Flyway.configure(loader())
        .dataSource(source.url(), properties.get("user"), properties.get("password"))
        .jdbcProperties(properties)
        .locations(SCRIPTS + "postgres")
        .table("schema_history");
  }

  private static ClassLoader loader() {
    return Migrations.class.getClassLoader();
  }

  private static void migrate(FluentConfiguration configuration, String name) throws StartRefused {
    try {
      var flyway = configuration.load();
      refuseNewer(flyway, name);
      flyway.migrate();
    } catch (FlywayException e) {
      throw refusal(name, e);
    }
  }

  private static void refuseNewer(Flyway flyway, String name) throws StartRefused {
    for (var migration : flyway.info().all()) {
      if (migration.getState() == MigrationState.FUTURE_SUCCESS) {
        throw new StartRefused.NewerSchema(name, String.valueOf(migration.getVersion()));
      }
    }
  }

  private static StartRefused refusal(String name, FlywayException e) {
    return e.getCause() instanceof SQLException sql && name.startsWith("jdbc:postgresql:")
        ? PostgresStart.refusal(name, sql)
        : new StartRefused.DatabaseUnusable(name, e);
  }
}
