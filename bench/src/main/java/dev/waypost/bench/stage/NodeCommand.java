package dev.waypost.bench.stage;

import java.util.ArrayList;
import java.util.List;

/**
 * How a node is started as a process, up to the command's own arguments.
 *
 * @param java the executable
 * @param flags of the JVM; those of a run come behind and win
 * @param classPath without the libraries of the suites
 */
public record NodeCommand(String java, List<String> flags, String classPath, String mainClass) {
  public NodeCommand {
    flags = List.copyOf(flags);
  }

  public List<String> line(List<String> moreFlags, String... arguments) {
    var line = new ArrayList<>(List.of(java));
    line.addAll(flags);
    line.addAll(moreFlags);
    line.addAll(List.of("-cp", classPath, mainClass));
    line.addAll(List.of(arguments));
    return line;
  }
}
