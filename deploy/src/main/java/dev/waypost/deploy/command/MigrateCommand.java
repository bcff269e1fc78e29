package dev.waypost.deploy.command;

import dev.waypost.deploy.exit.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "migrate",
    description =
        "Brings the database up to the schema of this program, and starts nothing. A node does that"
            + " at its start unless waypost.database.postgres.migrate is off.",
    footer = {
      "%nExamples:",
      "  WAYPOST_DB=jdbc:postgresql://db.acme.example/waypost \\",
      "  WAYPOST_DB_USER=waypost_owner WAYPOST_DB_PASSWORD_FILE=owner.secret ./waypost migrate"
    })
final class MigrateCommand implements Callable<Integer> {
  private final Shell shell;
  @Mixin private final ConfigFile config = new ConfigFile();

  MigrateCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    shell.migrator().migrate(config.load(shell).node());
    shell.out().println("The schema is that of this program.");
    return Exit.OK.code();
  }
}
