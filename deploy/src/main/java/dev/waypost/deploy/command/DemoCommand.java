package dev.waypost.deploy.command;

import dev.waypost.deploy.exit.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = "Sends a newsletter to made-up people on this machine, clicks, and counts.")
final class DemoCommand implements Callable<Integer> {
  private final Shell shell;

  @Option(
      names = "--recipients",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many people (default ${DEFAULT-VALUE}).")
  private int recipients;

  @Option(names = "--once", description = "Exit after the summary: 0 only if everything adds up.")
  private boolean once;

  DemoCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    shell.out().println(recipients + " " + once);
    return Exit.OK.code();
  }
}
