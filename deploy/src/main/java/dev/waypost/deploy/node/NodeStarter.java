package dev.waypost.deploy.node;

import dev.waypost.deploy.setting.DataFolder;
import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.deploy.setting.Secret;
import dev.waypost.deploy.setting.Smtp;
import java.util.List;

/** Starts a node in this process. */
@FunctionalInterface
public interface NodeStarter {
  /**
   * What a node is started with: all that is left open in the settings has been decided.
   *
   * @param folder the data folder, locked for this process
   * @param apiKeys at least one
   * @param tokenKeys text of the signing keys
   * @param relay where mail goes: the relay of the settings, or the built-in mailbox's port
   */
  record Order(
      NodeSettings settings,
      DataFolder folder,
      List<Secret> apiKeys,
      Secret tokenKeys,
      Smtp.Relay relay) {
    public Order {
      apiKeys = List.copyOf(apiKeys);
      if (apiKeys.isEmpty()) {
        throw new IllegalArgumentException("a node needs an API key");
      }
    }
  }

  /**
   * Blocks until the node is ready.
   *
   * @throws dev.waypost.deploy.exit.Trouble with {@code BUSY} when a port is taken
   */
  RunningNode start(Order order);
}
