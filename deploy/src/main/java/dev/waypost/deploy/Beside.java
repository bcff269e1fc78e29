package dev.waypost.deploy;

import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.deploy.setting.Refusals;
import dev.waypost.persistence.BesideDatabase;
import dev.waypost.persistence.PostgresDatabase;
import dev.waypost.persistence.SqliteDatabase;
import dev.waypost.persistence.StartRefused;

/** The database of the settings, for a command that writes to it beside a node. */
final class Beside {
  private Beside() {}

  static BesideDatabase open(NodeSettings settings) {
    try {
      var server = settings.postgres();
      return server.isPresent()
          ? PostgresDatabase.openBeside(server.get(), settings.database())
          : SqliteDatabase.openBeside(settings.dataFolder(), settings.database());
    } catch (StartRefused e) {
      throw Refusals.trouble(e);
    }
  }
}
