package dev.waypost.deploy.command;

import dev.waypost.deploy.exit.Trouble;
import dev.waypost.deploy.setting.DataFolder;
import dev.waypost.deploy.setting.Option;
import dev.waypost.deploy.setting.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where a client on this machine finds its API key. */
final class ClientKey {
  private ClientKey() {}

  /** Flag, then environment, then data folder; the first of several. */
  static Secret find(Shell shell, Optional<Path> flag) {
    return flag.map(ClientKey::read)
        .or(() -> variable(shell, Option.API_KEY.variable()).map(Secret::new))
        .or(() -> variable(shell, Option.API_KEY.fileVariable()).map(Path::of).map(ClientKey::read))
        .or(() -> generated(shell))
        .map(ClientKey::first)
        .orElseThrow(
            () ->
                Trouble.configuration(
                    "no API key found",
                    "give --key-file, or set WAYPOST_API_KEY, or run where the node's data folder"
                        + " is"));
  }

  private static Optional<Secret> generated(Shell shell) {
    var folder = Path.of(variable(shell, Option.DATA.variable()).orElse("./data"));
    try {
      return DataFolder.peek(folder, DataFolder.API_KEY);
    } catch (IOException e) {
      throw Trouble.configuration(
          folder.resolve(DataFolder.API_KEY) + " cannot be read",
          "run as the user whose node it is, or give --key-file");
    }
  }

  private static Secret read(Path file) {
    try {
      var text = Files.readString(file).strip();
      if (text.isEmpty()) {
        throw Trouble.configuration(file + " is empty", "write the API key into it");
      }
      return new Secret(text);
    } catch (IOException e) {
      throw Trouble.configuration(file + " cannot be read", "check the path and its permissions");
    }
  }

  private static Secret first(Secret keys) {
    return new Secret(keys.text().split(",", 2)[0].strip());
  }

  private static Optional<String> variable(Shell shell, String name) {
    return Optional.ofNullable(shell.environment().get(name)).filter(t -> !t.isBlank());
  }
}
