package dev.waypost.deploy.node;

import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.persistence.BesideDatabase;

/** Opens the database of a node for a command that changes what is kept. */
@FunctionalInterface
public interface DatabaseDoor {
  /**
   * The node may be running, or not.
   *
   * @throws dev.waypost.deploy.exit.Trouble when there is none, or one of another version
   */
  BesideDatabase open(NodeSettings settings);
}
