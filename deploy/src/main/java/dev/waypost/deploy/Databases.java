package dev.waypost.deploy;

import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.deploy.setting.Refusals;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.LockedFolder;
import dev.waypost.persistence.PostgresDatabase;
import dev.waypost.persistence.ReadableDatabase;
import dev.waypost.persistence.SqliteDatabase;
import dev.waypost.persistence.StartRefused;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/** Which database the settings mean: that of a server, or the file in the data folder. */
final class Databases {
  private Databases() {}

  /** Blocks until it is open and up to date. */
  static Database open(NodeSettings settings, LockedFolder folder, RandomGenerator random)
      throws StartRefused {
    var server = settings.postgres();
    return server.isPresent()
        ? PostgresDatabase.open(server.get(), settings.database(), random)
        : SqliteDatabase.open(folder, settings.database(), random);
  }

  /** For looking only; a node may be working in it. */
  static ReadableDatabase openReadOnly(NodeSettings settings) throws StartRefused {
    var server = settings.postgres();
    return server.isPresent()
        ? PostgresDatabase.openReadOnly(server.get(), settings.database())
        : SqliteDatabase.openReadOnly(settings.dataFolder(), settings.database());
  }

  /** Brings the schema up to date, and starts nothing. Blocks. */
  static void migrate(NodeSettings settings) {
    try {
      var server = settings.postgres();
      if (server.isPresent()) {
        PostgresDatabase.migrate(server.get(), settings.database());
      } else {
        try (var folder = LockedFolder.lock(settings.dataFolder())) {
          SqliteDatabase.open(folder, settings.database(), new SecureRandom()).close();
        }
      }
    } catch (StartRefused e) {
      throw Refusals.trouble(e);
    }
  }
}
