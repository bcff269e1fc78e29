package dev.waypost.deploy;

import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.deploy.setting.Refusals;
import dev.waypost.persistence.BesideDatabase;
import dev.waypost.persistence.SqliteDatabase;
import dev.waypost.persistence.StartRefused;

/** Which database a command works on. */
final class Beside {
  private Beside() {}

  static BesideDatabase open(NodeSettings settings) {
    try {
      return SqliteDatabase.openBeside(settings.dataFolder(), settings.database());
    } catch (StartRefused e) {
      throw Refusals.trouble(e);
    }
  }
}
