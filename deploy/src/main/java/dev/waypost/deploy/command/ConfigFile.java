package dev.waypost.deploy.command;

import dev.waypost.deploy.setting.LayeredSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flag of every command that reads a node's settings. */
final class ConfigFile {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings (HOCON); wins over WAYPOST_CONFIG.")
  @Nullable Path path;

  /** All layers; what is suspicious goes to stderr. */
  LayeredSettings load(Shell shell) {
    var layered = LayeredSettings.load(shell.environment(), Optional.ofNullable(path));
    layered.warnings().forEach(w -> shell.err().println("waypost: warning: " + w));
    return layered;
  }
}
