package dev.waypost.deploy.command;

import dev.waypost.bench.stage.NodeCommand;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How this program is started once more, as a node of its own. */
final class NodeCommands {
  private static final int UNSAFE_WARNS_FROM = 23;
  private static final int COMPACT_HEADERS_FROM = 25;
  private static final String MAIN = "dev.waypost.deploy.Main";

  private NodeCommands() {}

  /** With this JVM, the launcher's flags, and the class path of a node: none of the suites'. */
  static NodeCommand ofThisProgram(Map<String, String> environment) {
    var flags =
        new ArrayList<>(
            List.of("-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED"));
    if (Runtime.version().feature() >= UNSAFE_WARNS_FROM) {
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
    if (Runtime.version().feature() >= COMPACT_HEADERS_FROM) {
      flags.add("-XX:+UseCompactObjectHeaders");
    }
    var more = environment.getOrDefault("WAYPOST_JAVA_OPTS", "").strip();
    if (!more.isEmpty()) {
      flags.addAll(List.of(more.split("\\s+")));
    }
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new NodeCommand(java, flags, classPath(), MAIN);
  }

  /** The folder of our jar; when run from class files, all that this process has. */
  private static String classPath() {
    try {
      var source = NodeCommands.class.getProtectionDomain().getCodeSource().getLocation();
      var home = Path.of(source.toURI());
      return Files.isDirectory(home)
          ? System.getProperty("java.class.path")
          : home.resolveSibling("*").toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the program does not know where it is", e);
    }
  }
}
