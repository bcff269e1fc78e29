package dev.waypost.deploy.command;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.deploy.mailbox.Mailbox;
import dev.waypost.deploy.node.NodeStarter;
import dev.waypost.deploy.node.RunningNode;
import dev.waypost.deploy.setting.DataFolder;
import dev.waypost.deploy.setting.FreshKeys;
import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.deploy.setting.Secret;
import dev.waypost.deploy.setting.Smtp;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A node and what it stands on: the locked data folder, its keys, and the built-in mailbox. */
final class Premises implements AutoCloseable {
  private final DataFolder folder;
  private final Secret apiKey;
  private final Optional<Secret> newApiKey;
  private final Optional<Mailbox> mailbox;
  private final RunningNode node;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Premises(
      DataFolder folder,
      Secret apiKey,
      Optional<Secret> newApiKey,
      Optional<Mailbox> mailbox,
      RunningNode node) {
    this.folder = folder;
    this.apiKey = apiKey;
    this.newApiKey = newApiKey;
    this.mailbox = mailbox;
    this.node = node;
  }

  /** Blocks until the node is ready; leaves nothing open when it fails. */
  static Premises open(NodeSettings settings, Shell shell) {
    var folder = DataFolder.open(settings.dataFolder());
    Optional<Mailbox> mailbox = Optional.empty();
    try {
      var kept = apiKeys(settings, folder);
      var tokenKeys =
          settings
              .tokenKeys()
              .orElseGet(
                  () -> folder.secret(DataFolder.TOKEN_KEYS, shell.freshTokenKeys()).secret());
      Smtp.Relay relay;
      switch (settings.smtp()) {
        case Smtp.Relay given -> relay = given;
        case Smtp.BuiltIn builtIn -> {
          var started = Mailbox.start(settings.mailbox(), shell.clock());
          mailbox = Optional.of(started);
          relay = started.relay();
        }
      }
      var order = new NodeStarter.Order(settings, folder, kept.keys(), tokenKeys, relay);
      return new Premises(
          folder, kept.keys().getFirst(), kept.fresh(), mailbox, shell.starter().start(order));
    } catch (RuntimeException e) {
      mailbox.ifPresent(Mailbox::close);
      if (isBusy(e) && settings.postgres().isEmpty()) {
        folder.abandon(); // a port was taken, so nobody has used it; a server's data outlive it
      } else {
        folder.close();
      }
      throw e;
    }
  }

  private static boolean isBusy(RuntimeException e) {
    return e instanceof Trouble trouble && trouble.exit() == Exit.BUSY;
  }

  private record ApiKeys(List<Secret> keys, Optional<Secret> fresh) {}

  private static ApiKeys apiKeys(NodeSettings settings, DataFolder folder) {
    if (!settings.apiKeys().isEmpty()) {
      return new ApiKeys(settings.apiKeys(), Optional.empty());
    }
    return switch (folder.secret(DataFolder.API_KEY, FreshKeys::apiKey)) {
      case DataFolder.Kept.Found found -> new ApiKeys(List.of(found.secret()), Optional.empty());
      case DataFolder.Kept.Generated fresh ->
          new ApiKeys(List.of(fresh.secret()), Optional.of(fresh.secret()));
    };
  }

  RunningNode node() {
    return node;
  }

  /** A key that the API accepts. */
  Secret apiKey() {
    return apiKey;
  }

  /** The key, if this start made it up. */
  Optional<Secret> newApiKey() {
    return newApiKey;
  }

  Optional<Mailbox> mailbox() {
    return mailbox;
  }

  Mailbox requireMailbox() {
    return mailbox.orElseThrow(
        () -> new Trouble(Exit.FAILED, "there is no built-in mailbox", "set smtp to mailbox:"));
  }

  /** The node drains before what it stands on goes away. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        node.stop();
      } finally {
        mailbox.ifPresent(Mailbox::close);
        folder.close();
      }
    }
  }
}
