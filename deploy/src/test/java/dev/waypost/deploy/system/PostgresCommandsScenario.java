package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.NodeDoor;
import dev.waypost.deploy.command.CommandLineRun;
import dev.waypost.deploy.command.Shell;
import dev.waypost.engine.link.TokenKeys;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands with a database server: what they print, and how they end when it lets nobody in.
 */
final class PostgresCommandsScenario {
  /** Those that change what a node has, beside it. */
  private static final List<String[]> BESIDE =
      List.of(
          new String[] {"erase", "ann@example.com", "--yes"},
          new String[] {"archive", "--finished-before", "2020-01-01", "--yes"},
          new String[] {"rebuild-views"});

  @TempDir Path folder;

  /** How a command ended and what it printed, both streams together. */
  private record Ran(int exit, String said) {}

  @Test
  void commands_onAServer_workAndSayWhatIsWrong() throws Exception {
    try (var server = PostgresProcess.start(folder.resolve("pg"))) {
      var environment = new HashMap<>(server.environment());
      environment.put("WAYPOST_DATA", folder.resolve("data").toString());

      assertEnds(run(environment, "check"), 0, "jdbc:postgresql://127.0.0.1", "waypost.db-user");
      assertEnds(run(environment, "audit"), 3, "no tables of ours", "correct WAYPOST_DB");
      for (var command : BESIDE) {
        assertEnds(run(environment, command), 3, "no tables of ours", "correct WAYPOST_DB");
      }
      assertEnds(run(environment, "migrate"), 0, "The schema is that of this program.");
      assertEnds(run(environment, "migrate"), 0, "The schema is that of this program.");
      assertEnds(run(environment, "demo", "--once", "--recipients", "40"), 0, "ok ");
      assertEnds(run(environment, "audit"), 0, "ok ");

      var stranger = with(environment, "WAYPOST_DB_USER", "stranger");
      assertEnds(run(stranger, "serve"), 3, "does not let us in", "WAYPOST_DB_PASSWORD");
      var elsewhere = environment.get("WAYPOST_DB").replaceFirst("/waypost$", "/nowhere");
      assertEnds(run(with(environment, "WAYPOST_DB", elsewhere), "serve"), 3, "CREATE DATABASE");
      var holder = TestNode.start(folder.resolve("other"), server.environment(), "");
      try (holder) {
        assertEnds(run(environment, "serve"), 4, "in use by another node", "stop that one");
        assertEnds(run(environment, "migrate"), 4, "in use by another node", "stop that one");
      }
      for (var command : BESIDE) {
        assertEnds(run(stranger, command), 3, "does not let us in", "WAYPOST_DB_PASSWORD");
      }
      server.kill();
      assertEnds(run(environment, "serve"), 1, "cannot be reached", "start it");
      assertEnds(run(environment, "audit"), 1, "cannot be reached", "start it");
      for (var command : BESIDE) {
        assertEnds(run(environment, command), 1, "cannot be reached", "start it");
      }
    }
  }

  /** The script is for psql, which knows variables; here they are put in by hand. */
  @Test
  void commands_withTheRightsOfANode_workAndLeaveTheFilesToTheOwner() throws Exception {
    try (var server = PostgresProcess.start(folder.resolve("pg"))) {
      var script =
          Files.readString(Path.of("../docs/postgres/roles.sql"))
              .replaceAll("(?m)^\\\\.*$", "")
              .replace(":\"database\"", "least")
              .replace("waypost", "least");
      server.administer("postgres", new String[] {"CREATE DATABASE least"});
      server.administer("least", new String[] {script});
      var environment = new HashMap<>(server.environment());
      environment.put("WAYPOST_DATA", folder.resolve("data").toString());
      environment.computeIfPresent(
          "WAYPOST_DB", (name, url) -> url.replaceFirst("waypost$", "least"));
      var owner = with(environment, "WAYPOST_DB_USER", "least_owner");
      var node = with(environment, "WAYPOST_DB_USER", "least");

      assertEnds(run(owner, "migrate"), 0, "The schema is that of this program.");
      for (var command : BESIDE) {
        var ran = run(node, command);
        assertThat(ran.exit()).as(ran.said()).isZero();
      }
      assertEnds(
          run(node, "erase", "ann@example.com", "--yes", "--compact"),
          1,
          "as the owner of the tables");
      assertEnds(run(owner, "erase", "ann@example.com", "--yes", "--compact"), 0, "erased: 0 of 1");
    }
  }

  private static void assertEnds(Ran ran, int exit, String... said) {
    assertThat(ran.exit()).as(ran.said()).isEqualTo(exit);
    assertThat(ran.said()).contains(said);
  }

  private static Map<String, String> with(Map<String, String> all, String name, String value) {
    var changed = new HashMap<>(all);
    changed.put(name, value);
    return changed;
  }

  private static Ran run(Map<String, String> environment, String... arguments) {
    var all = new HashMap<>(environment);
    all.put("WAYPOST_API_PORT", "0");
    all.put("WAYPOST_TRACK_PORT", "0");
    var bytes = new ByteArrayOutputStream();
    var both = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    var exit =
        CommandLineRun.execute(
            new Shell(
                all,
                new BufferedReader(new StringReader("")),
                both,
                both,
                Shell.Terminal.NOBODY,
                InstantSource.system(),
                Runnable::run,
                NodeDoor.starter(),
                NodeDoor.auditor(),
                NodeDoor.migrator(),
                NodeDoor.databases(),
                () -> TokenKeys.random(new SecureRandom()).print()),
            arguments);
    return new Ran(exit, bytes.toString(StandardCharsets.UTF_8));
  }
}
