package dev.waypost.deploy.command;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.setting.DataFolder;
import dev.waypost.deploy.setting.LayeredSettings;
import dev.waypost.deploy.setting.NodeSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "check",
    description = "Validates the configuration and prints what is in effect.",
    footer = {
      "%nExamples:",
      "  ./waypost check                          environment and defaults",
      "  ./waypost check --config /etc/waypost.conf"
    })
final class CheckCommand implements Callable<Integer> {
  private final Shell shell;
  @Mixin private final ConfigFile config = new ConfigFile();

  CheckCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    var layered = config.load(shell);
    var node = layered.node();
    DataFolder.requireUsable(node.dataFolder());
    for (var setting : layered.shown()) {
      shell
          .out()
          .printf("waypost.%s = %s  # %s%n", setting.key(), value(setting, node), setting.source());
    }
    shell
        .out()
        .println(
            node.smtp().leavesMachine()
                ? "The configuration is valid. Mail leaves this machine."
                : "The configuration is valid. No mail leaves this machine.");
    return Exit.OK.code();
  }

  /** The base of tracked links follows the port when nobody sets it. */
  private static String value(LayeredSettings.Shown setting, NodeSettings node) {
    if (!setting.key().equals("track-url") || node.trackUrl().isPresent()) {
      return setting.value();
    }
    var port = node.ports().track();
    return port == 0 ? "http://localhost:(any free port)" : node.trackUrl(port).toString();
  }
}
