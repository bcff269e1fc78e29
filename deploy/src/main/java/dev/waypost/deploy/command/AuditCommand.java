package dev.waypost.deploy.command;

import dev.waypost.deploy.exit.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "audit",
    description =
        "Recounts rows, journal and logs without the views and prints the equations. A node may run"
            + " meanwhile.",
    footer = {
      "%nExamples:",
      "  ./waypost audit                          of ./data",
      "  WAYPOST_DATA=/var/lib/waypost ./waypost audit"
    })
final class AuditCommand implements Callable<Integer> {
  private final Shell shell;
  @Mixin private final ConfigFile config = new ConfigFile();

  AuditCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    var equations = shell.auditor().recount(config.load(shell).node());
    equations.equations().forEach(e -> shell.out().println(e));
    if (equations.holds()) {
      return Exit.OK.code();
    }
    shell.err().println("waypost: an equation is broken: something was lost or counted twice");
    shell.err().println("keep the data folder as it is, and please report what stands above");
    return Exit.EQUATIONS.code();
  }
}
