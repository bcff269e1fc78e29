package dev.waypost.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A table of transitions as docs/STATES.md has it: what stands between from and to is text. */
public final class TransitionTable {
  private static final Pattern ROW =
      Pattern.compile("\\|\\s*(\\w+)\\s*\\|[^|]*\\|\\s*(\\w+)\\s*\\|");

  private TransitionTable() {}

  /** Each transition under the heading, as {@code from -> to}. */
  public static Set<String> under(String heading) {
    var lines =
        architecture().lines().dropWhile(line -> !line.equals("## " + heading)).skip(1).toList();
    var table = new TreeSet<String>();
    for (var line : lines) {
      if (line.startsWith("## ")) {
        break;
      }
      var row = ROW.matcher(line.strip());
      if (row.matches() && !row.group(1).equals("from")) {
        table.add(transition(row.group(1), row.group(2)));
      }
    }
    return table;
  }

  /** A transition between two states of the code. */
  public static String between(Enum<?> from, Enum<?> to) {
    return transition(camelCase(from), camelCase(to));
  }

  private static String transition(String from, String to) {
    return from + " -> " + to;
  }

  private static String camelCase(Enum<?> state) {
    var words = state.name().toLowerCase(Locale.ROOT).split("_");
    var name = new StringBuilder(words[0]);
    for (var i = 1; i < words.length; i++) {
      name.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(words[i].substring(1));
    }
    return name.toString();
  }

  private static String architecture() {
    var root =
        Stream.iterate(Path.of("").toAbsolutePath(), dir -> dir != null, Path::getParent)
            .filter(dir -> Files.exists(dir.resolve("waypost")))
            .filter(dir -> Files.isDirectory(dir.resolve("docs")))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no folder with waypost and docs above"));
    try {
      return Files.readString(root.resolve("docs/STATES.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
