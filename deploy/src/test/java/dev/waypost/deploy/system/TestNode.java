package dev.waypost.deploy.system;

import dev.waypost.deploy.NodeDoor;
import dev.waypost.deploy.mailbox.Mailbox;
import dev.waypost.deploy.node.NodeStarter;
import dev.waypost.deploy.node.RunningNode;
import dev.waypost.deploy.setting.DataFolder;
import dev.waypost.deploy.setting.LayeredSettings;
import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.deploy.setting.Secret;
import dev.waypost.deploy.setting.Smtp;
import dev.waypost.engine.link.TokenKeys;
import dev.waypost.persistence.audit.AuditReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node in this process on any free ports, with its data in a given folder. */
final class TestNode implements AutoCloseable {
  static final String KEY = "wp_test_0123456789";

  private final NodeSettings settings;
  private final DataFolder folder;
  private final Optional<Mailbox> mailbox;
  private final RunningNode node;

  private TestNode(
      NodeSettings settings, DataFolder folder, Optional<Mailbox> mailbox, RunningNode node) {
    this.settings = settings;
    this.folder = folder;
    this.mailbox = mailbox;
    this.node = node;
  }

  /** With the built-in mailbox as relay. */
  static TestNode start(Path data) {
    return start(data, Map.of(), "");
  }

  static TestNode start(Path data, SmtpSink sink) {
    return start(data, Map.of("WAYPOST_SMTP", sink.url()), "");
  }

  /**
   * Blocks until the node is ready.
   *
   * @param more environment variables, over those that every test has
   * @param hocon what stands inside {@code waypost { }} of the configuration file
   */
  static TestNode start(Path data, Map<String, String> more, String hocon) {
    var settings = settings(data, more, hocon);
    var folder = DataFolder.open(data);
    Optional<Mailbox> mailbox = Optional.empty();
    try {
      var keys = TokenKeys.random(new SecureRandom()).print();
      var tokenKeys = folder.secret(DataFolder.TOKEN_KEYS, () -> keys).secret();
      Smtp.Relay relay;
      switch (settings.smtp()) {
        case Smtp.Relay given -> relay = given;
        case Smtp.BuiltIn builtIn -> {
          var started = Mailbox.start(settings.mailbox(), InstantSource.system());
          mailbox = Optional.of(started);
          relay = started.relay();
        }
      }
      var order =
          new NodeStarter.Order(settings, folder, List.of(new Secret(KEY)), tokenKeys, relay);
      return new TestNode(settings, folder, mailbox, NodeDoor.starter().start(order));
    } catch (RuntimeException e) {
      mailbox.ifPresent(Mailbox::close);
      folder.close();
      throw e;
    }
  }

  private static NodeSettings settings(Path data, Map<String, String> more, String hocon) {
    var environment = new HashMap<>(Map.of("WAYPOST_DATA", data.toString()));
    environment.put("WAYPOST_API_PORT", "0");
    environment.put("WAYPOST_TRACK_PORT", "0");
    environment.putAll(more);
    var file = data.resolveSibling(data.getFileName() + ".conf");
    try {
      Files.writeString(file, "waypost {\nmailbox { port = 0 }\n" + hocon + "\n}\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return LayeredSettings.load(environment, Optional.of(file)).node();
  }

  Api api() {
    return new Api(node.api(), KEY);
  }

  URI apiUrl() {
    return node.api();
  }

  URI trackUrl() {
    return node.track();
  }

  /** Only with the built-in relay. */
  Mailbox mailbox() {
    return mailbox.orElseThrow();
  }

  /** What {@code waypost audit} would say now. */
  AuditReport audit() {
    return NodeDoor.auditor().recount(settings);
  }

  /** Drains and stops; what is in the folder stays. */
  @Override
  public void close() {
    try {
      node.stop();
    } finally {
      mailbox.ifPresent(Mailbox::close);
      folder.close();
    }
  }
}
