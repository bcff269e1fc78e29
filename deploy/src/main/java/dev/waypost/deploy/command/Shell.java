package dev.waypost.deploy.command;

import dev.waypost.deploy.node.Auditor;
import dev.waypost.deploy.node.DatabaseDoor;
import dev.waypost.deploy.node.Migrator;
import dev.waypost.deploy.node.NodeStarter;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The world around a command: what a test replaces.
 *
 * @param in what a person types; only read when somebody is there
 * @param foreground keeps a started node running
 * @param freshTokenKeys makes up the text of new signing keys
 */
public record Shell(
    Map<String, String> environment,
    BufferedReader in,
    PrintStream out,
    PrintStream err,
    Terminal terminal,
    InstantSource clock,
    Foreground foreground,
    NodeStarter starter,
    Auditor auditor,
    Migrator migrator,
    DatabaseDoor databases,
    Supplier<String> freshTokenKeys) {
  /** Whether a person can answer. */
  public enum Terminal {
    PERSON,
    NOBODY
  }

  /** Waits for the end of the process. */
  @FunctionalInterface
  public interface Foreground {
    /** Returns, or ends the process with exit code 0, when asked to stop; {@code stop} has run. */
    void untilStopped(Runnable stop);
  }

  public Shell {
    environment = Map.copyOf(environment);
  }
}
