package dev.waypost.deploy.node;

import dev.waypost.deploy.setting.NodeSettings;

/** Brings a database up to the schema of this program. */
@FunctionalInterface
public interface Migrator {
  /**
   * Blocks until it is done; running it again changes nothing.
   *
   * @throws dev.waypost.deploy.exit.Trouble when it cannot be done
   */
  void migrate(NodeSettings settings);
}
