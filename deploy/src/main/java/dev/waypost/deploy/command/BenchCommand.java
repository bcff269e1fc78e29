package dev.waypost.deploy.command;

import dev.waypost.bench.Bench;
import dev.waypost.bench.report.Report;
import dev.waypost.bench.report.Run;
import dev.waypost.bench.stage.BenchFailure;
import dev.waypost.bench.stage.Scale;
import dev.waypost.bench.stage.ServerAddress;
import dev.waypost.bench.stage.Suite;
import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description =
        "Measures a part of Waypost beside its peer, on this machine and in the same run. Prints a"
            + " table; a page and the figures go to target/bench/.",
    footer = {
      "%nExamples:",
      "  ./waypost bench intake --quick                 does it work here?",
      "  ./waypost bench intake --json figures.json",
      "  WAYPOST_DB_USER=me ./waypost bench recovery \\",
      "      --db jdbc:postgresql://localhost/postgres"
    })
final class BenchCommand implements Callable<Integer> {
  private static final Path FOLDER = Path.of("target", "bench");
  private static final int RECIPIENTS_MIN = 100;
  private static final int RECIPIENTS_MAX = 5_000_000;

  private final Shell shell;

  @Parameters(
      paramLabel = "SUITE",
      description = "What to measure: ${COMPLETION-CANDIDATES}.",
      completionCandidates = Suites.class)
  private String suite = "";

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures there.")
  private @Nullable Path json;

  @Option(
      names = "--recipients",
      paramLabel = "N",
      description = "Size of the largest run; each suite has its own.")
  private @Nullable Integer recipients;

  @Option(
      names = "--quick",
      description = "Half a minute, to see that it works: its figures mean little.")
  private boolean quick;

  @Option(
      names = "--db",
      paramLabel = "URL",
      description =
          "JDBC URL of a PostgreSQL to use instead of starting one. WAYPOST_DB_USER (and"
              + " WAYPOST_DB_PASSWORD) must be allowed to create databases.")
  private @Nullable String db;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  BenchCommand(Shell shell) {
    this.shell = shell;
  }

  /** The suites that there are, for the help. */
  static final class Suites implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      return Bench.suites().stream().map(Suite::name).iterator();
    }
  }

  @Override
  public Integer call() throws IOException {
    var order =
        new Bench.Order(
            chosen(),
            scale(),
            server(),
            NodeCommands.ofThisProgram(shell.environment()),
            Version.text(),
            FOLDER,
            Optional.ofNullable(json),
            shell.out(),
            shell.err());
    QuietLog.on();
    try {
      return exit(Bench.run(order)).code();
    } catch (BenchFailure e) {
      throw new Trouble(Exit.FAILED, e.what(), e.remedy(), e);
    } catch (NoClassDefFoundError e) {
      throw new Trouble(
          Exit.FAILED,
          "the libraries of the load suites are not here",
          "they are in the folder bench of the whole image, beside lib; with --db some suites need"
              + " none",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Trouble(Exit.FAILED, "interrupted", "run it again", e);
    }
  }

  private Suite chosen() {
    return Bench.suite(suite)
        .orElseThrow(
            () ->
                new Trouble(
                    Exit.USAGE,
                    "there is no suite \"" + suite + "\" in this version",
                    "there are: "
                        + Bench.suites().stream()
                            .map(Suite::name)
                            .collect(Collectors.joining(", "))));
  }

  private Scale scale() {
    if (recipients != null && !(recipients >= RECIPIENTS_MIN && recipients <= RECIPIENTS_MAX)) {
      throw wrong("--recipients must be " + RECIPIENTS_MIN + ".." + RECIPIENTS_MAX);
    }
    return new Scale(
        quick ? Scale.Pace.QUICK : Scale.Pace.FULL,
        recipients == null ? OptionalInt.empty() : OptionalInt.of(recipients));
  }

  private Optional<ServerAddress> server() {
    if (db == null) {
      return Optional.empty();
    }
    if (db.contains("@") || db.contains("password=") || db.contains("user=")) {
      throw wrong("--db must be without credentials: use WAYPOST_DB_USER, WAYPOST_DB_PASSWORD");
    }
    var user = shell.environment().get("WAYPOST_DB_USER");
    if (user == null || user.isBlank()) {
      throw wrong("--db needs WAYPOST_DB_USER in the environment");
    }
    var password = shell.environment().getOrDefault("WAYPOST_DB_PASSWORD", "");
    try {
      return Optional.of(new ServerAddress(db, user, password));
    } catch (IllegalArgumentException e) {
      throw wrong("--db: " + e.getMessage());
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  /** Missed goals are figures like others; what failed is not. */
  private Exit exit(Report report) {
    var errors = report.runs().stream().mapToLong(Run::errors).sum();
    if (errors > 0) {
      shell.err().println("waypost: " + errors + " operations failed: the figures prove nothing");
      shell.err().println("see which run counts errors, and its notes");
      return Exit.FAILED;
    }
    return Exit.OK;
  }
}
