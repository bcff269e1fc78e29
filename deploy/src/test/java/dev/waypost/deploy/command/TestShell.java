package dev.waypost.deploy.command;

import dev.waypost.deploy.node.Auditor;
import dev.waypost.deploy.node.DatabaseDoor;
import dev.waypost.deploy.node.Migrator;
import dev.waypost.deploy.node.NodeStarter;
import dev.waypost.deploy.node.RunningNode;
import dev.waypost.persistence.audit.AuditReport;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A shell whose two streams can be read, around a node that only says where it is. */
public final class TestShell {
  static final String FRESH_TOKEN_KEYS = "0:made-up";

  public final Map<String, String> environment = new HashMap<>();
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  public String typed = "";
  public Shell.Terminal terminal = Shell.Terminal.NOBODY;
  NodeStarter starter = order -> new IdleNode();
  Auditor auditor = settings -> new AuditReport(List.of());
  Migrator migrator = settings -> {};
  public DatabaseDoor databases =
      settings -> {
        throw new AssertionError("no database is wanted");
      };

  public int run(String... arguments) {
    return CommandLineRun.execute(
        new Shell(
            environment,
            new BufferedReader(new StringReader(typed)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal,
            InstantSource.system(),
            Runnable::run,
            starter,
            auditor,
            migrator,
            databases,
            () -> FRESH_TOKEN_KEYS),
        arguments);
  }

  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  static final class IdleNode implements RunningNode {
    int stops;

    @Override
    public URI api() {
      return URI.create("http://127.0.0.1:1");
    }

    @Override
    public URI track() {
      return URI.create("http://localhost:2");
    }

    @Override
    public void stop() {
      stops++;
    }
  }
}
