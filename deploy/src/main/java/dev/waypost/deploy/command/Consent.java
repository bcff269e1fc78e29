package dev.waypost.deploy.command;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The flags of commands that destroy something: a person is asked, a script says so at once. */
final class Consent {
  @Option(names = "--yes", description = "Do not ask.")
  boolean yes;

  @Option(names = "--dry-run", description = "Only say what would be done.")
  boolean dryRun;

  /** Refuses a call that nobody can be asked about. */
  void checkUsage(Shell shell, CommandSpec spec) {
    if (yes && dryRun) {
      throw new ParameterException(
          spec.commandLine(), "--dry-run does nothing, so --yes cannot go with it");
    }
    if (!yes && !dryRun && shell.terminal() == Shell.Terminal.NOBODY) {
      throw new ParameterException(
          spec.commandLine(), "nobody is there to ask: add --yes to do it, or --dry-run to look");
    }
  }

  /** Asks unless that is needless; ends the command unless the answer is yes. */
  void ask(Shell shell, String question) throws IOException {
    if (yes || dryRun) {
      return;
    }
    shell.out().print(question + " [y/N] ");
    shell.out().flush();
    var answer = Optional.ofNullable(shell.in().readLine()).orElse("");
    if (!answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
      throw new Trouble(Exit.FAILED, "nothing was done", "answer y, or use --dry-run to look");
    }
  }
}
