package dev.waypost.deploy.command;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.setting.DataFolder;
import dev.waypost.deploy.setting.NodeSettings;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "serve",
    description = "Runs a node in the foreground. SIGTERM or Ctrl-C drains it and exits 0.",
    footer = {
      "%nExamples:",
      "  ./waypost serve                          on this machine, with a mailbox",
      "  ./waypost serve --config /etc/waypost.conf",
      "  WAYPOST_TRACK_URL=https://links.acme.example \\",
      "  WAYPOST_SMTP=smtp://relay.acme.example WAYPOST_SMTP_TLS=required ./waypost serve"
    })
final class ServeCommand implements Callable<Integer> {
  private static final Duration LONG_START = Duration.ofSeconds(5);

  private final Shell shell;
  @Mixin private final ConfigFile config = new ConfigFile();

  ServeCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    var settings = config.load(shell).node();
    Premises premises;
    try (var notice = LongStart.after(LONG_START, shell.err())) {
      premises = Premises.open(settings, shell);
    }
    announce(settings, premises);
    shell.foreground().untilStopped(() -> stop(settings, premises));
    return Exit.OK.code();
  }

  private void stop(NodeSettings settings, Premises premises) {
    var drain = settings.engine().settings().drainTimeout().toSeconds();
    shell.out().println("Stopping: attempts in flight may end, for up to " + drain + " s.");
    premises.close();
    shell.out().println("Stopped.");
  }

  private void announce(NodeSettings settings, Premises premises) {
    var out = shell.out();
    premises
        .newApiKey()
        .ifPresent(
            key -> {
              out.println("API key, shown this once: " + key.text());
              out.println("  kept in " + settings.dataFolder().resolve(DataFolder.API_KEY));
            });
    out.println("API      " + premises.node().api());
    out.println("Links    " + premises.node().track());
    premises.mailbox().ifPresent(m -> out.println("Mailbox  " + m.page()));
    out.println("Ready.");
  }
}
